package app.bothways.ui.parts;

import app.bothways.net.report.PeerView.LinkState;

/**
 * A state as icon and word; the colour only repeats what they say.
 *
 * @param icon name of a feather icon
 */
public record Badge(Kind kind, String icon, String word) {
  /** The tones of the palette; the lower-case name is the style class. */
  public enum Kind {
    OK,
    INFO,
    RELAY,
    WARN,
    BAD,
    MUTED;

    public String style() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public static Badge of(LinkState link) {
    String word = Texts.each("link", link);
    return switch (link) {
      case DIRECT -> new Badge(Kind.OK, "fth-zap", word);
      case RELAYED -> new Badge(Kind.RELAY, "fth-cloud", word);
      case CONNECTING -> new Badge(Kind.INFO, "fth-loader", word);
      case OFFLINE -> new Badge(Kind.MUTED, "fth-wifi-off", word);
    };
  }
}
