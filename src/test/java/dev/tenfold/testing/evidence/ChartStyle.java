package dev.tenfold.testing.evidence;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * How charts look: dark text on a white card, which is legible in the light and the dark mode of a reader. The font is measured here, so that a
 * chart has the same layout on every machine; the reader's own sans-serif font is used to show it.
 */
final class ChartStyle {

    /** Colours that people who see no difference between red and green can tell apart (Okabe and Ito). */
    static final List<Color> COLOURS =
            List.of(new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xCC79A7), new Color(0x56B4E9),
                    new Color(0x7F7F7F));
    static final Color INK = new Color(0x1F2328);
    static final Color FAINT = new Color(0x59636E);
    static final Color GRID = new Color(0xD8DEE4);
    static final Stroke LINE = new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final Stroke THIN = new BasicStroke(0.8f);
    private static final Font FONT = font();
    private static final double MARGIN = 14;

    private ChartStyle() {}

    /** Metrics as Arial's, and a part of a library that the service has. */
    private static Font font() {
        String place = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
        try (InputStream file = Objects.requireNonNull(ChartStyle.class.getResourceAsStream(place), place)) {
            return Font.createFont(Font.TRUETYPE_FONT, file);
        } catch (IOException | FontFormatException e) {
            throw new IllegalStateException("cannot read the font of the charts", e);
        }
    }

    static String fontName() {
        return FONT.getFamily();
    }

    static Font size(float points) {
        return FONT.deriveFont(points);
    }

    static JFreeChart chart(String title, String subtitle, Plot plot, boolean legend) {
        var chart = new JFreeChart(null, size(12), plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(MARGIN, MARGIN, MARGIN, MARGIN));
        chart.addSubtitle(left(title, size(17), INK, 0));
        chart.addSubtitle(left(subtitle, size(12), FAINT, 8));
        if (legend) {
            var names = new LegendTitle(plot);
            names.setPosition(RectangleEdge.TOP);
            names.setHorizontalAlignment(HorizontalAlignment.LEFT);
            names.setItemFont(size(12));
            names.setItemPaint(INK);
            names.setItemLabelPadding(new RectangleInsets(2, 2, 2, 18)); // the font of a reader may be wider than the one that was measured
            names.setFrame(BlockBorder.NONE);
            names.setBackgroundPaint(Color.WHITE);
            chart.addSubtitle(names);
        }
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        return chart;
    }

    private static TextTitle left(String text, Font font, Color colour, double below) {
        var title = new TextTitle(text, font);
        title.setPaint(colour);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setPosition(RectangleEdge.TOP);
        title.setMargin(0, 0, below, 0);
        title.setPadding(2, 0, 2, 0);
        return title;
    }

    static <A extends ValueAxis> A axis(A axis) {
        axis.setLabelFont(size(12));
        axis.setLabelPaint(INK);
        axis.setTickLabelFont(size(11));
        axis.setTickLabelPaint(FAINT);
        axis.setAxisLinePaint(GRID);
        axis.setTickMarksVisible(false);
        return axis;
    }

    static void draw(JFreeChart chart, Graphics2D canvas, int width, int height) {
        chart.draw(canvas, new Rectangle2D.Double(0, 0, width, height));
    }
}
