package chainrule.examples.derive;

import chainrule.autodiff.check.Check;
import chainrule.autodiff.check.Report;
import chainrule.autodiff.check.StableForm;
import chainrule.autodiff.expression.Claim;
import chainrule.autodiff.expression.Derivation;
import chainrule.autodiff.expression.FormulaGraph;
import chainrule.autodiff.expression.FormulaMathMl;
import chainrule.autodiff.expression.SyntaxException;
import chainrule.autodiff.expression.Working;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page asks for: a text goes in, an object of JSON comes out. */
final class Api {
  /** Answers a text; throws what {@link Problems} explains if nothing can be made of it. */
  interface Call {
    JsonNode answer(String text, Map<String, String> parameters) throws JsonProcessingException;
  }

  /** The calls by their paths. */
  static final Map<String, Call> CALLS =
      Map.of(
          "/api/check", (text, parameters) -> check(text),
          "/api/plot", Api::plot,
          "/api/show", (text, parameters) -> show(text),
          "/api/profile", (text, parameters) -> profile(text));

  private static final ObjectMapper JSON = new ObjectMapper();

  private Api() {}

  /** The report, each line with its formula typeset. */
  private static JsonNode check(String text) throws JsonProcessingException {
    Report report = Check.derivation(text);
    ObjectNode object = (ObjectNode) JSON.readTree(report.toJson());
    Iterator<JsonNode> lines = object.get("lines").iterator();
    for (Claim claim : Derivation.parse(text).claims()) {
      for (Claim.Step step : claim.steps()) {
        ((ObjectNode) lines.next()).put("math", FormulaMathMl.of(claim.target(), step.formula()));
      }
    }
    return object;
  }

  private static JsonNode plot(String text, Map<String, String> parameters) {
    Curve curve = Curve.of(text);
    double from = number(parameters, "from", -5);
    double to = number(parameters, "to", 5);
    return JSON.createObjectNode()
        .put("math", FormulaMathMl.of(curve.definition().at(), curve.definition().body()))
        .put("svg", curve.plot(from, to));
  }

  private static double number(Map<String, String> parameters, String name, double otherwise) {
    String value = parameters.get(name);
    try {
      return value == null ? otherwise : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, not " + value, e);
    }
  }

  /** The derivation line by line, and the graph of the function. */
  private static JsonNode show(String text) {
    Curve curve = Curve.of(text);
    ObjectNode object = JSON.createObjectNode();
    ArrayNode lines = object.putArray("lines");
    Working working = curve.working(1);
    for (Working.Line line : working.lines()) {
      lines.addObject().put("rule", line.rule()).put("math", FormulaMathMl.of(line.formula()));
    }
    return object
        .put("name", curve.name(1))
        .put("text", working.text())
        .put("latex", working.latex())
        .put("graph", FormulaGraph.of(curve.definition().body()).svg());
  }

  private static JsonNode profile(String text) {
    Curve curve = Curve.of(text);
    ObjectNode object = JSON.createObjectNode();
    object.put("text", curve.profile().toString());
    ArrayNode forms = object.putArray("stable");
    for (StableForm form : StableForm.of(curve.definition().body())) {
      forms
          .addObject()
          .put("part", FormulaMathMl.of(form.part()))
          .put("replacement", FormulaMathMl.of(form.replacement()))
          .put("why", form.why());
    }
    return object;
  }

  /** What is wrong, with the place of it if it is known. */
  static JsonNode problem(String message, @Nullable SyntaxException place) {
    ObjectNode object = JSON.createObjectNode().put("message", message);
    if (place != null) {
      object.put("line", place.line()).put("column", place.column());
    }
    return object;
  }
}
