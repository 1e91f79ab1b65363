package chainrule.examples.page;

import java.awt.Dimension;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGCSSStyler;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.XYChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Draws a chart in SVG, as an element inside a page or as a file of its own, by Batik. */
final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private Svg() {}

  /** The drawing; its ids all begin with the one given, and it grows and shrinks with the page. */
  static Html draw(XYChart chart, int width, int height, String id, String label) {
    // A page gives namespaces to its drawings anyway.
    String markup = written(drawn(chart, width, height, id, label));
    return new Html(Ink.fill(markup.replaceAll(" xmlns(:\\w+)?=\"[^\"]*\"", "")));
  }

  /** The drawing as a file of its own, with its colours. */
  static String file(XYChart chart, int width, int height, String label) {
    Element root = drawn(chart, width, height, "plot", label);
    Element style = root.getOwnerDocument().createElementNS(NAMESPACE, "style");
    style.setTextContent(Resources.text(Svg.class, "colours.css"));
    root.insertBefore(style, root.getFirstChild());
    root.setAttribute("width", String.valueOf(width));
    root.setAttribute("height", String.valueOf(height));
    return Ink.fill(written(root)) + "\n";
  }

  private static Element drawn(XYChart chart, int width, int height, String id, String label) {
    SVGGraphics2D graphics = new SVGGraphics2D(context(id), false);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    chart.paint(graphics, width, height);
    Element root = graphics.getRoot();
    SVGCSSStyler.style(root);
    tidy(root);
    joinLines(root);
    root.removeAttribute("width");
    root.removeAttribute("height");
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", label);
    return root;
  }

  /** Takes out what is empty: Batik's definitions that nothing uses, and its comments. */
  private static void tidy(Element parent) {
    for (Node child : children(parent)) {
      if (child instanceof Element element) {
        tidy(element);
        if (!element.hasChildNodes()
            && (element.getTagName().equals("g") || element.getTagName().equals("defs"))) {
          parent.removeChild(element);
        }
      } else {
        parent.removeChild(child);
      }
    }
  }

  /** XChart draws every step of a curve as a line of its own; here they become one again. */
  private static void joinLines(Element parent) {
    StringBuilder points = new StringBuilder();
    Element first = null;
    String end = "";
    for (Node child : children(parent)) {
      Element element = (Element) child;
      if (!element.getTagName().equals("line")) {
        joinLines(element);
        first = null;
        continue;
      }
      if (first == null || !end.equals(point(element, "1"))) {
        first = element.getOwnerDocument().createElementNS(NAMESPACE, "polyline");
        first.setAttribute("style", element.getAttribute("style"));
        parent.insertBefore(first, element);
        points.setLength(0);
        points.append(point(element, "1"));
      }
      end = point(element, "2");
      first.setAttribute("points", points.append(' ').append(end).toString());
      parent.removeChild(element);
    }
  }

  private static String point(Element line, String end) {
    return line.getAttribute("x" + end) + "," + line.getAttribute("y" + end);
  }

  private static List<Node> children(Element parent) {
    List<Node> children = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      children.add(n);
    }
    return children;
  }

  private static String written(Element root) {
    StringWriter writer = new StringWriter();
    try {
      Transformer transformer = TransformerFactory.newInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      transformer.transform(new DOMSource(root), new StreamResult(writer));
    } catch (TransformerException e) {
      throw new IllegalStateException("the drawing cannot be written", e);
    }
    return writer.toString();
  }

  private static SVGGeneratorContext context(String id) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setPrecision(2);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return id + "-" + super.generateID(prefix);
          }
        });
    return context;
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java has no XML parser", e);
    }
  }
}
