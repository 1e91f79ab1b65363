package chainrule.examples.notes;

import java.util.List;

/**
 * Tables on the page; narrow screens show each row as a card, so every cell carries its heading.
 */
final class Table {
  private Table() {}

  static Html of(List<String> head, List<? extends List<?>> rows) {
    Html headings = Html.NOTHING;
    for (String heading : head) {
      headings = Html.row(headings, Html.tag("th", heading).with("scope", "col"));
    }
    Html body = Html.NOTHING;
    for (List<?> row : rows) {
      Html cells = Html.NOTHING;
      for (int i = 0; i < row.size(); i++) {
        cells =
            Html.row(
                cells, Html.tag("td", Html.tag("span", row.get(i))).with("data-head", head.get(i)));
      }
      body = Html.row(body, Html.tag("tr", cells));
    }
    return Html.tag("table", Html.tag("thead", Html.tag("tr", headings)), Html.tag("tbody", body));
  }

  /** The claims of a section with their verdicts. */
  static Html of(List<Check> checks) {
    return of(
            List.of("", "claim", "expected", "found"),
            checks.stream()
                .map(c -> List.of(verdict(c.holds()), c.claim(), c.expected(), c.found()))
                .toList())
        .with("class", "checks");
  }

  static Html verdict(boolean holds) {
    return holds ? Html.tag("span.holds", "✓ holds") : Html.tag("span.fails", "✗ fails");
  }
}
