/**
 * Signed address records (pkarr, after BEP 44): a DNS message with a timestamp under the signature
 * of the node's own key, so that whoever stores or hands it on cannot change it. Publishers,
 * readers and stores share this.
 */
package app.bothways.net.address.pkarr;
