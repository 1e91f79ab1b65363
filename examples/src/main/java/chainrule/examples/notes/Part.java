package chainrule.examples.notes;

/** Something the notes are about: computes its numbers when it is asked for its section. */
interface Part {
  Section write(Progress progress);
}
