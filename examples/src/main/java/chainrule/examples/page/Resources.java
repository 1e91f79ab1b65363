package chainrule.examples.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts that lie beside classes on the class path. */
public final class Resources {
  private Resources() {}

  /** The text that lies beside a class; it must be there. */
  public static String text(Class<?> beside, String name) {
    try (InputStream stream =
        Objects.requireNonNull(
            beside.getResourceAsStream(name), () -> "the resource " + name + " is missing")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
