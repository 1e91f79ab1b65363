package chainrule.examples.notes;

/** Writes the notes. */
public final class Notes {
  private Notes() {}

  /** Runs the program. */
  public static void main(String[] args) {
    System.out.println("The notes will be written here.");
  }
}
