package chainrule.examples.notes;

import chainrule.examples.page.Html;
import chainrule.examples.page.Plot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A section while it is being written. */
final class Draft {
  private final String id;
  private final String title;
  private final List<Html> body = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  Draft(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** A paragraph. */
  Draft say(Object... words) {
    body.add(Html.tag("p", words));
    return this;
  }

  /** A formula in a line of its own. */
  Draft formula(Object... parts) {
    body.add(Formula.display(parts));
    return this;
  }

  /** Plots beside each other. */
  Draft plots(Plot... plots) {
    Html[] figures = new Html[plots.length];
    for (int i = 0; i < plots.length; i++) {
      figures[i] = plots[i].figure(id + "-" + body.size() + "-" + i);
    }
    body.add(Html.tag("div.plots", (Object[]) figures));
    return this;
  }

  /** A table; its cells are strings or pieces of page. */
  Draft table(List<String> head, List<? extends List<?>> rows) {
    body.add(Table.of(head, rows));
    return this;
  }

  /** A small table of numbers; each row begins with its heading. */
  Draft grid(List<String> head, List<? extends List<?>> rows) {
    body.add(Table.grid(head, rows));
    return this;
  }

  /** Claims, with what was found. */
  Draft check(Check... more) {
    checks.addAll(Arrays.asList(more));
    return this;
  }

  Section finish(String summary) {
    return new Section(id, title, summary, Html.row(body), checks);
  }
}
