package dev.tenfold.testing.evidence;

import java.awt.BasicStroke;
import java.awt.Color;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Lines over seconds, in panels below each other that share the axis of time. */
final class TimeChart {

    private static final double ROOM_AT_TOP = 1.12;
    /** The text of a mark after this share of the time is on its left. */
    private static final double LATE = 0.7;
    private static final double LEAST_MS = 0.1;
    private static final int MAX_TICKS = 14;

    private TimeChart() {}

    /** One number for each second. */
    record Line(String name, List<Double> numbers) {}

    /** @param logarithmic for values of different magnitude, such as latencies */
    record Panel(String axis, boolean logarithmic, List<Line> lines) {}

    /** Something that happened, and when. */
    record Mark(int second, String text) {}

    static JFreeChart draw(String title, String subtitle, String time, List<Panel> panels, List<Mark> marks) {
        var axis = ChartStyle.axis(new NumberAxis(time));
        axis.setAutoRangeIncludesZero(false);
        axis.setLowerMargin(0);
        axis.setUpperMargin(0.01);
        axis.setTickUnit(new NumberTickUnit(tick(panels)));
        var all = new CombinedDomainXYPlot(axis);
        all.setGap(14);
        int colour = 0;
        for (int number = 0; number < panels.size(); number++) {
            Panel panel = panels.get(number);
            XYPlot plot = plot(panel, colour);
            colour += panel.lines.size();
            for (Mark mark : marks) {
                plot.addDomainMarker(marker(mark, number == 0, mark.second > LATE * length(panels)));
            }
            all.add(plot);
        }
        return ChartStyle.chart(title, subtitle, all, panels.stream().anyMatch(it -> it.lines.size() > 1));
    }

    private static int length(List<Panel> panels) {
        return panels.stream().flatMap(it -> it.lines.stream()).mapToInt(it -> it.numbers.size()).max().orElse(1);
    }

    /** Seconds between two numbers of the axis. */
    private static int tick(List<Panel> panels) {
        int length = length(panels);
        return IntStream.of(1, 2, 5, 10, 30, 60).filter(seconds -> length / seconds <= MAX_TICKS).findFirst().orElse(120);
    }

    private static XYPlot plot(Panel panel, int firstColour) {
        var data = new XYSeriesCollection();
        var renderer = new XYLineAndShapeRenderer(true, false);
        double[] known = panel.lines.stream().flatMapToDouble(it -> it.numbers.stream().mapToDouble(Double::doubleValue))
                .filter(it -> !Double.isNaN(it)).toArray();
        double highest = DoubleStream.of(known).max().orElse(1);
        double lowest = Math.max(LEAST_MS, DoubleStream.of(known).min().orElse(1));
        for (Line line : panel.lines) {
            var series = new XYSeries(line.name);
            for (int second = 0; second < line.numbers.size(); second++) {
                Double number = line.numbers.get(second);
                series.add(second + 1, number.isNaN() ? null : number);
            }
            int index = data.getSeriesCount();
            data.addSeries(series);
            renderer.setSeriesPaint(index, ChartStyle.COLOURS.get((firstColour + index) % ChartStyle.COLOURS.size()));
            renderer.setSeriesStroke(index, ChartStyle.LINE);
            renderer.setSeriesVisibleInLegend(index, panel.lines.size() > 1);
        }
        var plot = new XYPlot(data, null, range(panel, lowest, highest), renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(ChartStyle.GRID);
        plot.setRangeGridlineStroke(ChartStyle.THIN);
        plot.setDomainGridlinesVisible(false);
        return plot;
    }

    private static ValueAxis range(Panel panel, double lowest, double highest) {
        if (panel.logarithmic) {
            var axis = ChartStyle.axis(new LogAxis(panel.axis));
            axis.setRange(Math.pow(10, Math.floor(Math.log10(lowest))), Math.max(highest * ROOM_AT_TOP, lowest * 10));
            axis.setNumberFormatOverride(format());
            axis.setTickUnit(new NumberTickUnit(1));
            return axis;
        }
        var axis = ChartStyle.axis(new NumberAxis(panel.axis));
        axis.setNumberFormatOverride(format());
        axis.setRange(0, highest == 0 ? 1 : highest * ROOM_AT_TOP);
        return axis;
    }

    private static DecimalFormat format() {
        return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    private static ValueMarker marker(Mark mark, boolean named, boolean late) {
        var marker = new ValueMarker(mark.second);
        marker.setPaint(ChartStyle.FAINT);
        marker.setStroke(new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[]{4f, 3f}, 0f));
        if (named) {
            marker.setLabel(mark.text);
            marker.setLabelFont(ChartStyle.size(11));
            marker.setLabelPaint(ChartStyle.INK);
            marker.setLabelAnchor(late ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
            marker.setLabelTextAnchor(late ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
            marker.setLabelOffset(new RectangleInsets(1, 4, 1, 4));
            marker.setLabelBackgroundColor(new Color(255, 255, 255, 0));
        }
        return marker;
    }
}
