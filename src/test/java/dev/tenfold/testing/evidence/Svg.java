package dev.tenfold.testing.evidence;

import java.awt.Dimension;
import java.io.StringWriter;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes a chart as SVG. */
final class Svg {

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    private static final String FONTS = "Arial, Helvetica, sans-serif";
    private static final int DECIMALS = 2;
    private static final Pattern DOCTYPE = Pattern.compile("<!DOCTYPE[^>]*>\n");

    private Svg() {}

    /** @param data what the chart shows, for readers who cannot see it and for the test that compares it with the results */
    static String write(JFreeChart chart, int width, int height, String title, String data) {
        TextUtils.setUseDrawRotatedStringWorkaround(false); // else rotated text becomes outlines
        try {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation().createDocument(NAMESPACE, "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            context.setPrecision(DECIMALS);
            var canvas = new SVGGraphics2D(context, false);
            canvas.setSVGCanvasSize(new Dimension(width, height));
            ChartStyle.draw(chart, canvas, width, height);
            Element root = canvas.getRoot();
            root.setAttribute("viewBox", "0 0 " + width + " " + height);
            root.setAttribute("role", "img");
            root.insertBefore(text(document, "desc", data), root.getFirstChild());
            root.insertBefore(text(document, "title", title), root.getFirstChild());
            var text = new StringWriter();
            canvas.stream(root, text, false, false);
            return DOCTYPE.matcher(text.toString().replace("\r\n", "\n")).replaceFirst("").replace("'" + ChartStyle.fontName() + "'", FONTS)
                    .replace("'Dialog'", FONTS);
        } catch (ParserConfigurationException | SVGGraphics2DIOException e) {
            throw new IllegalStateException("cannot write the chart " + title, e);
        }
    }

    private static Element text(Document document, String name, String text) {
        Element element = document.createElementNS(NAMESPACE, name);
        element.setTextContent(text);
        return element;
    }
}
