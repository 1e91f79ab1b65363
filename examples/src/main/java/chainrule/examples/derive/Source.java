package chainrule.examples.derive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a text comes from: the command line, standard input, or a file.
 *
 * @param name as the user wrote it
 * @param text if it is on the command line
 */
record Source(String name, @Nullable String text) {
  private static final String STANDARD_INPUT = "-";
  private static final String SUFFIX = ".deriv";

  /** More than this is no derivation, and is not read. */
  private static final int MAX_BYTES = 1 << 20;

  /** A text from the command line. */
  static Source ofText(String text) {
    return new Source("-e", text);
  }

  /**
   * A file, or all derivations of a folder and the folders in it, in the order of their names.
   *
   * @throws IOException if the folder cannot be read, or holds none
   */
  static List<Source> of(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(new Source(path.toString(), null));
    }
    try (Stream<Path> below = Files.walk(path)) {
      List<Source> sources =
          below
              .filter(file -> file.toString().endsWith(SUFFIX) && !Files.isDirectory(file))
              .sorted()
              .map(file -> new Source(file.toString(), null))
              .toList();
      if (sources.isEmpty()) {
        throw new IOException("there is no file *" + SUFFIX + " in this folder");
      }
      return sources;
    }
  }

  /**
   * The text.
   *
   * @throws IOException if it cannot be read; the message says why, without the name
   */
  String read() throws IOException {
    if (text != null) {
      return text;
    }
    try (InputStream stream =
        name.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(name))) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it has more than " + MAX_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new IOException("it is not text in UTF-8", e);
    }
  }
}
