package app.bothways.net.relay.client;

import app.bothways.net.report.RelayView.State;

/** Why a relay cannot be used now: the state to show and the sentence that explains it. */
record RelayFailure(State state, String detail) {
  static RelayFailure unreachable(String detail) {
    return new RelayFailure(State.UNREACHABLE, detail);
  }

  static RelayFailure notARelay(String detail) {
    return new RelayFailure(State.NOT_A_RELAY, detail);
  }
}
