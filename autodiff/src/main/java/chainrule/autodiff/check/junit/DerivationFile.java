package chainrule.autodiff.check.junit;

import java.nio.file.Path;

/** A file of a derivation, and what it says; its name is that of the test. */
public record DerivationFile(Path path, String text) {
  @Override
  public String toString() {
    return path.getFileName().toString();
  }
}
