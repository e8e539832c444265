package app.bothways.net.portmap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What gateways say in XML. Read as a stream, without document types, entities or anything outside;
 * what is too deep, too long or not well-formed is nothing. Namespaces do not count: gateways get
 * them wrong.
 */
final class IgdXml {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_TEXT = 1024;
  private static final int MAX_SERVICES = 32;
  private static final Set<String> WANTED =
      Set.of(
          "NewExternalIPAddress",
          "NewReservedPort",
          "errorCode",
          "errorDescription",
          "URLBase",
          "serviceType",
          "controlURL");

  /** A service of the device and where it is controlled, as written there. */
  record Service(String type, String control) {}

  /**
   * @param base what relative places are relative to, where the description says so
   */
  record Description(Optional<String> base, List<Service> services) {}

  private interface Sink {
    void start(String name);

    void text(String name, String text);

    void end(String name);
  }

  private IgdXml() {}

  /** Empty when the document cannot be read. */
  static Optional<Description> description(byte[] xml) {
    var services = new ArrayList<Service>();
    var base = new ArrayList<String>();
    boolean read =
        walk(
            xml,
            new Sink() {
              private final Map<String, String> current = new HashMap<>();

              @Override
              public void start(String name) {
                if (name.equals("service")) {
                  current.clear();
                }
              }

              @Override
              public void text(String name, String text) {
                if (name.equals("URLBase")) {
                  base.add(text);
                } else {
                  current.put(name, text);
                }
              }

              @Override
              public void end(String name) {
                boolean whole =
                    name.equals("service")
                        && current.containsKey("serviceType")
                        && current.containsKey("controlURL");
                if (whole && services.size() < MAX_SERVICES) {
                  services.add(new Service(current.get("serviceType"), current.get("controlURL")));
                }
              }
            });
    return read
        ? Optional.of(
            new Description(
                base.stream().filter(text -> !text.isBlank()).findFirst(), List.copyOf(services)))
        : Optional.empty();
  }

  /** The values of a SOAP answer that we know, by their names; empty when it cannot be read. */
  static Map<String, String> values(byte[] xml) {
    var values = new HashMap<String, String>();
    walk(
        xml,
        new Sink() {
          @Override
          public void start(String name) {}

          @Override
          public void text(String name, String text) {
            values.putIfAbsent(name, text);
          }

          @Override
          public void end(String name) {}
        });
    return Map.copyOf(values);
  }

  private static boolean walk(byte[] xml, Sink sink) {
    if (xml.length > GatewayHttp.MAX_BODY) {
      return false;
    }
    try {
      // Decoded here and leniently: which encoding a router claims does not matter for what we
      // read.
      var text = new java.io.StringReader(new String(xml, StandardCharsets.UTF_8));
      XMLStreamReader reader = factory().createXMLStreamReader(text);
      try {
        return walk(reader, sink);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException notXml) {
      // The JDK's reader lets runtime exceptions out on some malformed documents.
      return false;
    }
  }

  private static boolean walk(XMLStreamReader reader, Sink sink) throws XMLStreamException {
    int depth = 0;
    var text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (depth > MAX_DEPTH) {
            return false;
          }
          text.setLength(0);
          sink.start(reader.getLocalName());
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          int room = MAX_TEXT - text.length();
          text.append(
              reader.getTextCharacters(),
              reader.getTextStart(),
              Math.min(room, reader.getTextLength()));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          if (WANTED.contains(reader.getLocalName())) {
            sink.text(reader.getLocalName(), text.toString().strip());
          }
          text.setLength(0);
          sink.end(reader.getLocalName());
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return false;
        }
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
    return true;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    return factory;
  }
}
