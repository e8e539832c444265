package app.bothways.app;

/** Which Bothways this is. */
public final class AppVersion {
  /** As in the build; {@code 0.1.0} where the classes do not come out of a jar. */
  public static final String CURRENT =
      java.util.Optional.ofNullable(AppVersion.class.getPackage().getImplementationVersion())
          .orElse("0.1.0");

  private AppVersion() {}
}
