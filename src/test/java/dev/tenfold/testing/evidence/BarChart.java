package dev.tenfold.testing.evidence;

import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** Horizontal bars in groups. */
final class BarChart {

    private static final double ROOM_FOR_LABELS = 1.2;
    private static final double TICK = 0.5;
    /** The font of a reader may be wider than the one that was measured. */
    private static final int FONT_DIFFERENCE = 24;

    private BarChart() {}

    /** @param label what is written at the end of the bar */
    record Bar(double length, String label) {}

    /**
     * @param groups the bars of each group by the name of the series; the groups from top to bottom
     * @param series the names of all series in their order
     */
    static JFreeChart draw(String title, String subtitle, String axis, Map<String, Map<String, Bar>> groups, List<String> series) {
        var data = new DefaultCategoryDataset();
        series.forEach(name -> groups.forEach((group, bars) -> {
            Bar bar = bars.get(name);
            data.addValue(bar == null ? null : Double.valueOf(bar.length), name, group);
        }));
        var categories = new CategoryAxis();
        categories.setTickLabelFont(ChartStyle.size(12));
        categories.setTickLabelPaint(ChartStyle.INK);
        categories.setAxisLinePaint(ChartStyle.GRID);
        categories.setTickMarksVisible(false);
        categories.setCategoryLabelPositionOffset(FONT_DIFFERENCE);
        categories.setMaximumCategoryLabelWidthRatio(0.4f);
        categories.setLowerMargin(0.01);
        categories.setUpperMargin(0.01);
        categories.setCategoryMargin(0.25);
        var lengths = ChartStyle.axis(new NumberAxis(axis));
        double longest = groups.values().stream().flatMap(it -> it.values().stream()).mapToDouble(Bar::length).max().orElse(1);
        lengths.setRange(0, longest * ROOM_FOR_LABELS);
        lengths.setTickUnit(new NumberTickUnit(TICK));
        var plot = new CategoryPlot(data, categories, lengths, renderer(groups, series));
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setRangeGridlinePaint(ChartStyle.GRID);
        plot.setRangeGridlineStroke(ChartStyle.THIN);
        return ChartStyle.chart(title, subtitle, plot, true);
    }

    private static BarRenderer renderer(Map<String, Map<String, Bar>> groups, List<String> series) {
        var renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setItemMargin(0.04);
        renderer.setMaximumBarWidth(0.05);
        for (int index = 0; index < series.size(); index++) {
            Color colour = ChartStyle.COLOURS.get(index % ChartStyle.COLOURS.size());
            renderer.setSeriesPaint(index, colour);
        }
        renderer.setDefaultItemLabelGenerator(new Labels(groups));
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultPositiveItemLabelPosition(new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        renderer.setItemLabelInsets(new RectangleInsets(5, 5, 5, 5));
        renderer.setDefaultItemLabelFont(ChartStyle.size(10.5f));
        renderer.setDefaultItemLabelPaint(ChartStyle.INK);
        return renderer;
    }

    private record Labels(Map<String, Map<String, Bar>> groups) implements CategoryItemLabelGenerator {

        @Override
        public String generateLabel(CategoryDataset data, int row, int column) {
            Bar bar = groups.get(data.getColumnKey(column).toString()).get(data.getRowKey(row).toString());
            return bar == null ? "" : bar.label;
        }

        @Override
        public String generateRowLabel(CategoryDataset data, int row) {
            return data.getRowKey(row).toString();
        }

        @Override
        public String generateColumnLabel(CategoryDataset data, int column) {
            return data.getColumnKey(column).toString();
        }
    }
}
