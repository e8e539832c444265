package app.bothways.sync.core;

import app.bothways.sync.disk.Step;
import java.util.List;

/** Steps of one item, done one after the other. */
record Planned(Item item, List<Step> steps) {}
