package chainrule.examples.derive;

import chainrule.autodiff.check.Profile;
import chainrule.autodiff.check.StableForm;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what a function does. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 64,
    description = {
      "Tells what the last function of one variable does: its range, symmetry, slopes, kinks,",
      "saturation, behaviour far out, and how right it is in doubles.",
      ""
    },
    footer = {"", "Example:", "  derive profile -e \"f(x) = log(1 + exp(x))\""})
final class ProfileCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ArgGroup(multiplicity = "1")
  private OneText input = new OneText();

  @Option(
      names = "--json",
      description = {
        "Print an object of JSON on one line; numbers that are not finite are strings in it."
      })
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return input.run(
        spec.commandLine(),
        text -> {
          Curve curve = Curve.of(text);
          Profile profile = curve.profile();
          List<StableForm> forms = StableForm.of(curve.definition().body());
          PrintWriter out = spec.commandLine().getOut();
          if (json) {
            ObjectNode object = JSON.createObjectNode().put("function", curve.name());
            object.setAll((ObjectNode) JSON.valueToTree(profile));
            var list = object.putArray("stableForms");
            for (StableForm form : forms) {
              list.addObject()
                  .put("part", form.part().toString())
                  .put("replacement", form.replacement().toString())
                  .put("why", form.why());
            }
            out.println(JSON.writeValueAsString(object));
          } else {
            out.println(profile);
            forms.forEach(form -> out.println("holds better: " + form));
          }
        });
  }
}
