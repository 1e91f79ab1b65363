package chainrule.examples.notes;

import chainrule.examples.page.Html;
import java.util.List;

/**
 * One part of the notes.
 *
 * @param id its anchor on the page
 * @param title its heading
 * @param summary the numbers that matter, in one short line
 * @param body its words, plots and tables
 * @param checks the claims it makes, with what was found
 */
record Section(String id, String title, String summary, Html body, List<Check> checks) {
  Section {
    checks = List.copyOf(checks);
  }

  boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  long held() {
    return checks.stream().filter(Check::holds).count();
  }
}
