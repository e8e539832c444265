package app.bothways.net.relay.client;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an answer in HTTP/1 (RFC 9112 sections 4 and 5), as far as it can be understood. */
record HttpHead(int status, HttpHeaders headers) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})(?: .*)?");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /**
   * @param text at most what its reader bounds; lines that are no headers are left out
   * @throws IOException when it does not begin as an answer does
   */
  static HttpHead read(String text) throws IOException {
    String[] lines = text.split("\r\n");
    Matcher status = STATUS.matcher(lines.length == 0 ? "" : lines[0]);
    if (!status.matches()) {
      throw new IOException("that is no answer of HTTP");
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0 && NAME.matcher(lines[i].substring(0, colon)).matches()) {
        headers
            .computeIfAbsent(
                lines[i].substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(lines[i].substring(colon + 1).strip());
      }
    }
    return new HttpHead(Integer.parseInt(status.group(1)), HttpHeaders.of(headers, (_, _) -> true));
  }
}
