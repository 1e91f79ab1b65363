package chainrule.autodiff.check.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Finds the files of a {@link DerivationSource}. */
final class DerivationFiles implements ArgumentsProvider, AnnotationConsumer<DerivationSource> {
  private Path folder = Path.of("");

  @Override
  public void accept(DerivationSource source) {
    folder = Path.of(source.value());
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder.toAbsolutePath());
    }
    List<Path> paths;
    try (Stream<Path> files = Files.walk(folder)) {
      paths = files.filter(file -> file.toString().endsWith(".deriv")).sorted().toList();
    }
    if (paths.isEmpty()) {
      throw new IOException("there is no *.deriv file in " + folder.toAbsolutePath());
    }
    Stream.Builder<Arguments> arguments = Stream.builder();
    for (Path path : paths) {
      arguments.add(Arguments.of(new DerivationFile(path, Files.readString(path))));
    }
    return arguments.build();
  }
}
