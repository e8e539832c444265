package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.pairing.Transcript.Parties;
import java.io.IOException;
import java.security.MessageDigest;

/**
 * The joiner's half of the proof; the other is in {@link Door}. The session id is never sent, only
 * proofs of it, and those only to the holder of the key that the code names.
 */
final class Handshake {
  private final Context context;
  private final PairingCode code;
  private final Secrets secrets;

  Handshake(Context context, PairingCode code, Secrets secrets) {
    this.context = context;
    this.code = code;
    this.secrets = secrets;
  }

  sealed interface Result {
    /** Both have proved to know the code; {@code digits} are for the people. */
    record Proven(Wire wire, DeviceInfo device, String digits) implements Result {}

    record Refused(Refusal why) implements Result {}

    /** Its proof is wrong, or it opened something else than it had committed to. */
    record Impostor() implements Result {}
  }

  Result run(Connection connection) throws IOException {
    if (!connection.remote().equals(code.node())) {
      return new Result.Impostor(); // The transport pins the key; here it is not taken on trust.
    }
    Wire wire = Wire.open(connection);
    Opening mine = Opening.fresh(context.self().get(), context.random());
    wire.send(new Message.Hello(PairingCode.VERSION, Transcript.commitment(mine)));
    return switch (wire.read()) {
      case Message.Challenge challenge -> prove(wire, mine, challenge.commitment());
      case Message.End end -> new Result.Refused(end.why());
      default -> throw strange();
    };
  }

  private Result prove(Wire wire, Opening mine, byte[] commitment) throws IOException {
    var parties = new Parties(wire.connection().remote(), context.endpoint().id());
    byte[] joined = Transcript.joined(PairingCode.VERSION, parties, commitment, mine);
    wire.send(new Message.Prove(mine, secrets.joinerProof(joined)));
    return switch (wire.read()) {
      case Message.Reveal reveal -> check(wire, reveal, joined, commitment);
      case Message.End end -> new Result.Refused(end.why());
      default -> throw strange();
    };
  }

  private Result check(Wire wire, Message.Reveal reveal, byte[] joined, byte[] commitment)
      throws IOException {
    byte[] whole = Transcript.whole(joined, reveal.opening());
    boolean committed = MessageDigest.isEqual(commitment, Transcript.commitment(reveal.opening()));
    if (!committed || !MessageDigest.isEqual(secrets.showerProof(whole), reveal.proof())) {
      return new Result.Impostor();
    }
    try {
      return new Result.Proven(wire, reveal.opening().device(), secrets.digits(whole));
    } catch (IllegalArgumentException e) {
      throw new NetException(NetError.PROTOCOL, e.getMessage(), e);
    }
  }

  private static NetException strange() {
    return new NetException(NetError.PROTOCOL, "a pairing message out of turn");
  }
}
