package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;
import static app.bothways.ui.parts.Parts.surface;

import app.bothways.ui.folders.FolderRow.Progress;
import app.bothways.ui.parts.FigureTile;
import app.bothways.ui.parts.FigureTile.Size;
import app.bothways.ui.parts.Texts;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What waits for a person first; then figures, what moves, modes, devices, problems. */
final class OverviewPane extends VBox {
  private final HeldCard held;
  private final FigureTile here =
      new FigureTile("folder-here", Texts.of("folder.here"), Size.SMALL);
  private final FigureTile all = new FigureTile("folder-all", Texts.of("folder.all"), Size.SMALL);
  private final FigureTile coming =
      new FigureTile("folder-coming", Texts.of("folder.coming"), Size.SMALL);
  private final FigureTile rate =
      new FigureTile("folder-rate", Texts.of("folder.rate"), Size.SMALL);
  private final Label doing = label("", "strong");
  private final Label percent = label("", "strong");
  private final ProgressBar bar = styled(new ProgressBar(), "thin");
  private final VBox progress;
  private final ProblemsCard problems;
  private final ModeCard mode;
  private final MembersCard members = new MembersCard();

  OverviewPane(FolderModel model) {
    super(20);
    held = new HeldCard(model);
    problems = new ProblemsCard(model);
    mode = new ModeCard(model);
    bar.setMaxWidth(Double.MAX_VALUE);
    bar.setId("folder-progress");
    doing.setId("folder-doing");
    percent.setMinWidth(USE_PREF_SIZE);
    progress = surface(row(8, doing, spring(), percent), bar);
    progress.setSpacing(8);
    getChildren()
        .addAll(held, new HBox(14, here, all, coming, rate), progress, problems, mode, members);
    model.page().addListener((o, old, now) -> now.ifPresent(this::show));
    model.page().get().ifPresent(this::show);
  }

  private void show(FolderPage page) {
    here.show(page.facts().here());
    all.show(page.facts().all());
    coming.show(page.facts().coming());
    rate.show(page.facts().rate());
    held.show(page);
    problems.show(page);
    mode.show(page);
    members.show(page.members());
    Optional<Progress> moves = page.row().progress();
    present(progress, moves.isPresent());
    moves.ifPresent(
        p -> {
          doing.setText(p.text());
          percent.setText(p.percent());
          bar.setProgress(p.fraction());
          bar.setAccessibleText(p.text() + ", " + p.percent());
        });
  }
}
