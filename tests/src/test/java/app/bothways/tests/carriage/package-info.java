/**
 * Which path carried the bytes, proven from outside: nodes, relay and observer are processes of
 * their own. {@link EchoNode} is such a node; the tests look at its sockets and at what reached the
 * relay.
 */
package app.bothways.tests.carriage;
