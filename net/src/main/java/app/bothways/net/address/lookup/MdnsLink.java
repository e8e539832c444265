package app.bothways.net.address.lookup;

/** Multicast DNS on one address of this machine. Any thread may call; no call blocks. */
interface MdnsLink {
  /** Announces {@code tag} under {@code name}, from when the link is ready. */
  void announce(String name, Tag tag);

  void withdraw(String name);

  /** Reports everything known once more. */
  void lookAgain();

  /** Whether it failed, or heard so much that it is time for a fresh link in its place. */
  boolean spent();

  void close();
}
