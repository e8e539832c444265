/**
 * The window: one package per screen, each a View of JavaFX nodes and a ViewModel of properties
 * that is tested without a window. Talks to {@link app.bothways.app.App} only, never on the FX
 * thread; all state comes as {@link app.bothways.ui.parts.Snapshot}s through {@link
 * app.bothways.ui.parts.Live}. {@link app.bothways.ui.Window} is the way in.
 *
 * <p>Node ids that tests may rely on ({@code <i>} counts from 0 in the order shown):
 *
 * <ul>
 *   <li>frame: {@code nav-folders nav-devices nav-network nav-settings status-title status-hint}
 *   <li>first start: {@code welcome-setup welcome-join welcome-name welcome-continue welcome-back
 *       welcome-skip welcome-problem}
 *   <li>pairing: {@code add-device pair-show pair-qr} (its user data is the link) {@code pair-link
 *       pair-countdown pair-scan pair-back pair-image pair-paste pair-drop pair-text pair-use
 *       pair-problem pair-digits pair-name confirm-match confirm-no-match pair-cancel pair-done
 *       pair-finish pair-failed pair-again pair-leave pair-close}
 *   <li>devices: {@code device-<i> device-name-<i> device-badge-<i> device-menu-<i>}, menu items
 *       {@code device-rename-<i> device-unpair-<i>}, then {@code device-name-field-<i>
 *       device-name-save-<i> device-unpair-yes-<i> device-unpair-yes-<i>-no}
 *   <li>folders: {@code add-folder drop-folder folder-<i> folder-name-<i> folder-badge-<i>} (not
 *       shown while there is progress) {@code folder-share-now-<i>} (while nobody else has it,
 *       items {@code folder-share-now-<i>-<device>}) {@code folder-menu-<i> folder-problems-<i>},
 *       menu items {@code folder-share-<i>-<device> folder-pause-<i> folder-scan-<i>
 *       folder-stop-<i>}, then {@code folder-stop-yes-<i>}; {@code offer-<i> offer-location-<i>
 *       offer-accept-<i> offer-place-<i> offer-decline-<i>}
 *   <li>network: {@code network-headline network-connected network-relay network-sending
 *       network-receiving network-row-<i> network-badge-<i> network-address-<i> network-rtt-<i>
 *       network-direct-<i> network-relayed-<i> network-why-<i>}
 *   <li>settings: {@code settings-name theme-system theme-light theme-dark settings-id
 *       settings-copy-id}
 *   <li>refusals: {@code folders-problem devices-problem settings-problem}
 * </ul>
 */
package app.bothways.ui;
