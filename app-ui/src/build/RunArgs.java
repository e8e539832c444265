import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Runs inside the build, on the JDK that the build chose, and leaves three files for the {@code
 * run} scripts: {@code run.java} with the path of that JDK's launcher, {@code run.args} with every
 * argument up to the main class, in the form that {@code java @run.args} reads, and {@code run.jsa}
 * with the path that an archive of exactly these classes has, once there is one.
 *
 * <p>Usage: {@code java -cp CLASSPATH RunArgs.java TARGET-DIRECTORY}. Each file is replaced by a
 * rename, so that a start at the same moment reads the old one or the new one, never a half.
 */
class RunArgs {
  /**
   * Also in installer/src/Image.java, which says why each is there; the launcher of an installed
   * Bothways has them from there.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-XX:NewSize=16m",
          "-Xmx512m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:+UseCompactObjectHeaders",
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=12000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=400000",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.sync.chunk.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.net.*::*,0.15",
          "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.15",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED,javafx.graphics");

  void main(String[] arguments) throws Exception {
    Path target = Path.of(arguments[0]);
    Path jars = Files.createDirectories(target.resolve("run"));
    List<Path> modules = new ArrayList<>();
    List<Path> classes = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      (isJavaFx(path) ? modules : classes).add(isOurs(path) ? kept(path, jars) : path);
    }
    List<String> lines = new ArrayList<>(JVM_OPTIONS);
    // JavaFX says that it supports no other place than the module path.
    lines.add("--module-path");
    lines.add(quoted(joined(modules)));
    lines.add("--add-modules=javafx.controls,javafx.swing");
    lines.add("-cp");
    lines.add(quoted(joined(classes)));
    String before = read(target.resolve("run.args")) + read(target.resolve("run.jsa"));
    String archive = jars.resolve(hash(digest -> sign(digest, lines, classes)) + ".jsa").toString();
    replace(target.resolve("run.args"), lines);
    replace(target.resolve("run.jsa"), List.of(archive));
    replace(target.resolve("run.java"), List.of(launcher().toString()));
    prune(jars, before + String.join("\n", lines) + archive);
  }

  /** {@code MODULE/target/classes}, or once Maven has packaged it {@code MODULE/target/X.jar}. */
  private static boolean isOurs(Path entry) {
    return entry.getParent().getFileName().toString().equals("target");
  }

  /**
   * A module's classes as a jar that is named by what is in it: a process that runs keeps its
   * classes whatever is compiled meanwhile, and the virtual machine archives no class that lies
   * in a directory. Nothing is compressed: that would cost more at each start than it saves.
   */
  private static Path kept(Path classes, Path jars) throws Exception {
    String module = classes.getParent().getParent().getFileName().toString();
    List<Path> files = files(classes);
    String hash =
        hash(
            digest -> {
              for (Path file : files) {
                String head = classes.relativize(file) + "\n" + Files.size(file) + "\n";
                digest.update(head.getBytes(UTF_8));
                digest.update(Files.readAllBytes(file));
              }
            });
    Path jar = jars.resolve(module + "-" + hash + ".jar");
    if (!Files.exists(jar)) {
      Path fresh = jars.resolve(jar.getFileName() + ".new");
      if (Files.isDirectory(classes)) {
        pack(classes, files, fresh);
      } else {
        Files.copy(classes, fresh, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
    }
    return jar;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void pack(Path root, List<Path> files, Path jar) throws IOException {
    try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
      for (Path file : files) {
        store(out, root.relativize(file).toString().replace(File.separatorChar, '/'), file);
      }
    }
  }

  private static void store(ZipOutputStream out, String name, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    var crc = new CRC32();
    crc.update(bytes);
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  @FunctionalInterface
  private interface Signing {
    void sign(MessageDigest digest) throws IOException;
  }

  private static String hash(Signing signing) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    signing.sign(digest);
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  /** All that the virtual machine compares with an archive, as far as the build knows it. */
  private static void sign(MessageDigest digest, List<String> lines, List<Path> classes)
      throws IOException {
    digest.update(System.getProperty("java.vm.version").getBytes(UTF_8));
    for (String line : lines) {
      digest.update((line + "\n").getBytes(UTF_8));
    }
    for (Path path : classes) {
      String state = Files.size(path) + " " + Files.getLastModifiedTime(path) + "\n";
      digest.update(state.getBytes(UTF_8));
    }
  }

  /**
   * Deletes what neither this build nor the one before names: a start at the same moment may still
   * read the arguments of that one. An archive that is being made is left alone for an hour.
   */
  private static void prune(Path jars, String named) throws IOException {
    Instant old = Instant.now().minus(Duration.ofHours(1));
    for (Path file : files(jars)) {
      String name = file.getFileName().toString();
      boolean growing =
          name.contains(".jsa.new") && Files.getLastModifiedTime(file).toInstant().isAfter(old);
      if (!growing && !named.contains(name)) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException inUse) {
          // WINDOWS: a process runs from it; the next build tries again.
        }
      }
    }
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** The jars with code; each has a twin without classifier that is empty and names no module. */
  private static boolean isJavaFx(Path entry) {
    return entry.getFileName().toString().matches("javafx-\\w+-[\\d.]+-.+\\.jar");
  }

  private static Path launcher() {
    return Path.of(ProcessHandle.current().info().command().orElseThrow());
  }

  /** Quoted as the launcher's argument files want it: backslash escapes inside double quotes. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static void replace(Path file, List<String> lines) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
