import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the image's own virtual machine learns while the image is made and keeps for every start:
 * classes, for commands that are over in half a second, and classes with profiles, for what runs
 * until it is told to stop. The image works without either, so a run that fails fails no build; and
 * what does not fit, as when somebody has copied the image without the times of its files, is passed
 * over in silence.
 */
class Kept {
  private static final String MAIN = "app.bothways.app.Launcher";
  private static final String SILENCE = "java-options=-Xlog:cds*=off,aot*=off";

  /** Far longer than any of the runs takes on a busy machine. */
  private static final int MINUTES = 10;

  private final Path target;
  private final Path configuration;
  private final String java;

  /**
   * @param target where logs and lists may lie
   * @param java the name of the launcher in the image's runtime
   */
  Kept(Path target, Path image, String java) throws IOException {
    this.target = target;
    this.configuration = find(image, name -> name.matches("bothways.*\\.cfg"));
    this.java = find(image, java::equals).toString();
    Files.deleteIfExists(log());
  }

  /** An archive of the classes that a demo loads, parsed and linked. */
  void classes(List<String> options) throws Exception {
    Path archive = configuration.resolveSibling("bothways.jsa");
    String list = target.resolve("classes.list").toString();
    boolean kept =
        works(options, "-XX:DumpLoadedClassList=" + list, MAIN, "demo")
            && works(
                options,
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + archive);
    if (!kept || !Files.exists(archive)) {
      missing("archive of classes", archive);
      return;
    }
    Files.write(
        configuration,
        List.of("java-options=-XX:SharedArchiveFile=$APPDIR/" + archive.getFileName(), SILENCE),
        StandardOpenOption.APPEND);
  }

  /**
   * A cache of classes and profiles from a demo with some volume, in which one process is both the
   * device that sends and the one that receives. More volume would teach less: what was counted
   * often in training is given to the best compiler at once in every process.
   */
  void profiles(List<String> options) throws Exception {
    Path cache = cache();
    Path stage = Files.createDirectories(target.resolve("training"));
    boolean kept =
        works(
            options,
            "-Djava.io.tmpdir=" + stage,
            "-XX:AOTCacheOutput=" + cache,
            MAIN,
            "demo",
            "--files",
            "2000",
            "--mib",
            "128");
    // What the virtual machine writes in between, where it did not come to the end.
    Files.deleteIfExists(cache.resolveSibling("bothways.aot.config"));
    if (!kept || !Files.exists(cache)) {
      missing("cache of profiles", cache);
    }
  }

  private Path cache() {
    return configuration.resolveSibling("bothways.aot");
  }

  /** A second launcher that starts with the cache, where there is one. */
  void device(Path launcher, List<String> options) throws IOException {
    if (!Files.exists(cache())) {
      return;
    }
    var lines = new ArrayList<String>();
    for (String line : Files.readAllLines(configuration)) {
      // Where jpackage has its own options, ours follow; everything else stays.
      if (!line.startsWith("java-options=-X") && !line.startsWith("java-options=--")) {
        lines.add(line);
      }
    }
    options.forEach(option -> lines.add("java-options=" + option));
    lines.add("java-options=-XX:AOTCache=$APPDIR/" + cache().getFileName());
    lines.add(SILENCE);
    Files.write(configuration.resolveSibling("bothways-device.cfg"), lines);
    Files.copy(
        launcher, launcher.resolveSibling("bothways-device"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void missing(String what, Path file) throws IOException {
    System.err.println("No " + what + " was made; see " + log() + ".");
    Files.deleteIfExists(file);
  }

  private Path log() {
    return target.resolve("classes.log");
  }

  /** Leaves no process behind, also when it takes too long. */
  private boolean works(List<String> options, String... arguments) throws Exception {
    var line = new ArrayList<String>();
    line.add(java);
    line.addAll(options);
    line.addAll(List.of("-cp", classPath()));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    if (process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      return process.exitValue() == 0;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
    return false;
  }

  private static Path find(Path root, Predicate<String> name) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> name.test(file.getFileName().toString()))
          .findFirst()
          .orElseThrow();
    }
  }

  /** As the launcher makes it: in the order of its configuration. */
  private String classPath() throws IOException {
    String key = "app.classpath=$APPDIR";
    return Files.readAllLines(configuration).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> configuration.getParent() + line.substring(key.length()))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
