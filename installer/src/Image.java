import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Runs inside the build, on the JDK that the build chose, and makes the application image
 * {@code target/bothways} from the jars in {@code target/jars}: JDK and JavaFX modules linked into
 * one runtime, everything else beside it on the class path (most of it has no module names).
 *
 * <p>Usage: {@code java Image.java MODULE-DIRECTORY MAIN-JAR VERSION}. Works for the system that it
 * runs on; neither jlink nor jpackage of this JDK can make an image for another.
 */
class Image {
  /** What the product uses, what JavaFX needs, and what only shows when it is missing. */
  private static final String MODULES =
      "java.base,java.desktop,java.logging,java.naming,java.management,java.sql,java.net.http,"
          + "java.scripting,java.instrument,java.xml,jdk.unsupported,jdk.net,jdk.jfr,jdk.naming.dns,"
          + "jdk.crypto.cryptoki,jdk.accessibility,jdk.localedata,javafx.controls,javafx.swing";

  /**
   * As in app-ui/src/build/RunArgs.java. The serial collector never gives back what lies below
   * {@code Xms}, whose default is a share of the machine's memory; so it is set, and low. The other
   * options keep an idle node small, and allow what Netty and JavaFX do with native code.
   *
   * <p>A heap that has grown is given back in one collection ({@code app.cli.RestingHeap}) and not in
   * four.
   *
   * <p>A young generation of less than {@code NewSize} is collected hundreds of times for ten
   * thousand files.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms32m",
          "-XX:NewSize=16m",
          "-Xmx512m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:-ShrinkHeapInSteps",
          "-XX:+UseCompactObjectHeaders",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED,javafx.graphics",
          "-XX:CompileCommand=quiet");

  /**
   * The best compiler took half of the processor time of a transfer of small files, mostly for what
   * runs some ten thousand times and then for hours not at all; so it takes only what is used ten
   * times as often as by default, and what looks at every byte as soon as ever. What looks at every
   * datagram is in between: late for a large file, it cost more than it saved for small ones.
   */
  private static final List<String> COMMANDS =
      List.of(
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=12000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=400000",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.sync.chunk.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.net.*::*,0.15",
          "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.15");

  /**
   * The best compiler puts into a method what it calls, up to 325 bytes of code, 15 calls deep, and
   * its work grows faster than what it has in hand. For what a device does, little of that pays:
   * with this much it needs 40 percent of the time and the code is hardly slower. Only with
   * profiles: without them methods that are called on their own have to be found hot one by one.
   */
  private static final List<String> INLINING =
      List.of("-XX:InlineSmallCode=300", "-XX:FreqInlineSize=40", "-XX:MaxInlineLevel=4");

  /**
   * In training ten times that: profiles remember how often a method ran, and what came past the
   * threshold there is given to the best compiler at once in every process.
   */
  private static final List<String> TRAINING =
      List.of(
          "-XX:Tier4InvocationThreshold=1000000",
          "-XX:Tier4MinInvocationThreshold=120000",
          "-XX:Tier4CompileThreshold=3000000",
          "-XX:Tier4BackEdgeThreshold=4000000",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.sync.chunk.*::*,0.1",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.net.*::*,0.15",
          "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.15");

  /**
   * A device knows the profiles, and compiles sooner for it. While it looks at files or gives a
   * directory another name, one processor is free for the compiler; small files, which keep both
   * busy, take as long with any of these thresholds. What looks at every byte and every datagram
   * comes about as early as in commands.
   */
  private static final List<String> DEVICES =
      List.of(
          "-XX:Tier4InvocationThreshold=30000",
          "-XX:Tier4MinInvocationThreshold=3600",
          "-XX:Tier4CompileThreshold=90000",
          "-XX:Tier4BackEdgeThreshold=120000",
          "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.*::*,0.3",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.sync.chunk.*::*,0.3",
          "-XX:CompileCommand=CompileThresholdScaling,app.bothways.net.*::*,0.45",
          "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.45");

  /**
   * For what runs for days. What the C library keeps of what was given back to it goes to the system
   * every five minutes; and Java looks every ten seconds, not four times a second, whether there are
   * locks to tidy up. A Java without these options is to start all the same.
   */
  private static final List<String> TIDY =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:AsyncDeflationInterval=10000",
          "-XX:TrimNativeHeapInterval=300000");

  private static final String OS = System.getProperty("os.name").toLowerCase(Locale.ROOT);
  private static final boolean LINUX = OS.startsWith("linux");
  private static final boolean WINDOWS = OS.startsWith("windows");

  private final Path module;
  private final Path target;
  private final String mainJar;
  private final String version;

  private Image(Path module, String mainJar, String version) {
    this.module = module;
    this.target = module.resolve("target");
    this.mainJar = mainJar;
    this.version = version;
  }

  public static void main(String[] arguments) throws Exception {
    new Image(Path.of(arguments[0]), arguments[1], arguments[2]).make();
  }

  private void make() throws Exception {
    Path modules = fresh("javafx");
    Path libraries = fresh("libraries");
    sort(modules, libraries);
    Path runtime = target.resolve("runtime");
    delete(runtime);
    link(modules, runtime);
    Path image = pack(libraries, runtime);
    Path result = target.resolve("bothways");
    delete(result);
    Files.move(image, result);
    if (LINUX) {
      speakUtf8(result);
      addFiles(result.resolve("share"));
    }
    keep(result);
    System.out.printf("%s: %d MiB%n", result, size(result) >> 20);
  }

  /** JavaFX with code for this system to one side; its empty twins nowhere; the rest aside. */
  private void sort(Path modules, Path libraries) throws IOException {
    try (Stream<Path> jars = Files.list(target.resolve("jars"))) {
      for (Path jar : jars.toList()) {
        String name = jar.getFileName().toString();
        if (name.matches("javafx-\\w+-[\\d.]+\\.jar")) {
          continue;
        }
        Path to = name.startsWith("javafx-") ? modules : libraries;
        Files.copy(jar, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private void link(Path modules, Path runtime) throws Exception {
    run(
        tool("jlink"),
        "--module-path",
        list(modules).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        "--add-modules",
        MODULES,
        "--include-locales",
        "en,de,fr,es,it",
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        "--compress",
        "zip-6",
        "--exclude-resources",
        "glob:/javafx.graphics/*" + nativeSuffix(),
        "--output",
        runtime.toString());
    // Beside the JDK's own libraries JavaFX finds them; else it unpacks them into the user's home.
    Path libraries = runtime.resolve(WINDOWS ? "bin" : "lib");
    for (Path jar : list(modules)) {
      unpackNatives(jar, libraries);
    }
    for (Path program : WINDOWS ? List.<Path>of() : list(runtime.resolve("bin"))) {
      if (!program.endsWith("java")) {
        Files.delete(program);
      }
    }
  }

  private static void unpackNatives(Path jar, Path to) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().filter(e -> e.getName().endsWith(nativeSuffix())).toList()) {
        try (InputStream in = zip.getInputStream(entry)) {
          String name = Path.of(entry.getName()).getFileName().toString();
          Files.copy(in, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static String nativeSuffix() {
    return LINUX ? ".so" : WINDOWS ? ".dll" : ".dylib";
  }

  private Path pack(Path libraries, Path runtime) throws Exception {
    Path packed = fresh("packed");
    var line =
        new ArrayList<>(
            List.of(
                tool("jpackage"),
                "--type",
                "app-image",
                "--name",
                "bothways",
                "--app-version",
                WINDOWS || LINUX ? version : "1." + version,
                "--vendor",
                "Bothways",
                "--description",
                "Keeps folders the same on all of a person's devices",
                "--runtime-image",
                runtime.toString(),
                "--input",
                libraries.toString(),
                "--main-jar",
                mainJar,
                "--main-class",
                "app.bothways.app.Launcher",
                "--dest",
                packed.toString()));
    for (String option : options(COMMANDS)) {
      line.addAll(List.of("--java-options", option));
    }
    if (WINDOWS) {
      // WINDOWS: without it the command line would have neither output nor exit codes.
      line.add("--win-console");
    }
    run(line.toArray(String[]::new));
    return list(packed).getFirst();
  }

  /**
   * Puts a script before the launcher: under a locale without UTF-8 Java cannot name files beyond
   * ASCII, and no option of the JVM changes that. The launcher reads the configuration that bears
   * its own name.
   */
  private void speakUtf8(Path image) throws IOException {
    Path launcher = image.resolve("bin/bothways");
    Files.move(launcher, image.resolve("bin/bothways-launcher"));
    Path configurations = image.resolve("lib/app");
    Files.move(
        configurations.resolve("bothways.cfg"), configurations.resolve("bothways-launcher.cfg"));
    Files.copy(module.resolve("src/files/bothways"), launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void keep(Path image) throws Exception {
    var kept = new Kept(target, image, WINDOWS ? "java.exe" : "java");
    kept.classes(options(COMMANDS));
    if (LINUX) {
      // Elsewhere there is no script that could choose between two launchers.
      kept.profiles(options(INLINING, TRAINING));
      kept.device(
          image.resolve("bin/bothways-launcher"),
          options(INLINING, DEVICES, TIDY));
    }
    delete(target.resolve("training"));
  }

  @SafeVarargs
  private static List<String> options(List<String>... more) {
    return Stream.concat(Stream.of(JVM_OPTIONS), Stream.of(more)).flatMap(List::stream).toList();
  }

  private void addFiles(Path to) throws IOException {
    Files.createDirectories(to);
    for (String name : List.of("bothways.desktop", "bothways-relay.service")) {
      Files.copy(module.resolve("src/files").resolve(name), to.resolve(name));
    }
    Files.copy(module.resolveSibling("LICENSE"), to.resolve("LICENSE"));
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static void run(String... line) throws IOException, InterruptedException {
    int exit = new ProcessBuilder(line).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException(line[0] + " ended with " + exit);
    }
  }

  private Path fresh(String name) throws IOException {
    Path directory = target.resolve(name);
    delete(directory);
    return Files.createDirectories(directory);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static long size(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.mapToLong(file -> Files.isRegularFile(file) ? file.toFile().length() : 0).sum();
    }
  }

  private static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
