package org.ballast.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ballast.config.CurateConfig.By;
import org.ballast.config.CurateConfig.Plan;
import org.ballast.group.GroupGrid;
import org.ballast.group.GroupKey;

/** What no single key can know: names that must exist, vectors that must fit the groups. */
final class ConfigChecks {
  private static final Set<String> SPLITS = Set.of("train", "val", "test");
  private static final Set<String> RESERVED = Set.of("id", "split", "text", "origin");
  private static final Set<String> CURATED = Set.of("source", "weight");
  private static final String TRAINING = "training";
  private static final String IMAGE = "image";
  private static final Pattern STAGE = Pattern.compile("(.+)-stage-[0-9.]+");
  private static final Set<Plan> NEED_ATTRIBUTE =
      EnumSet.complementOf(EnumSet.of(Plan.BALANCE, Plan.COVERAGE, Plan.COMPOSE));
  private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern SHARE = Pattern.compile("([1-9][0-9]{0,3})/([1-9][0-9]{0,3})");
  private static final Pattern COLUMN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_ -]{0,63}");

  private final BallastConfig config;
  private final ConfigObject tree;
  private final List<String> problems;

  private ConfigChecks(BallastConfig config, ConfigObject tree, List<String> problems) {
    this.config = config;
    this.tree = tree;
    this.problems = problems;
  }

  static void check(BallastConfig config, ConfigObject tree, List<String> problems) {
    ConfigChecks checks = new ConfigChecks(config, tree, problems);
    checks.label();
    checks.attributes();
    checks.split();
    checks.images();
    if (problems.isEmpty()) {
      checks.reference();
      checks.gate();
      checks.compareWith();
      checks.pools();
      checks.variants();
      checks.trials();
      checks.share();
      checks.refine();
      checks.front();
    }
  }

  private void label() {
    DatasetConfig.LabelConfig label = config.dataset().label();
    columnName("dataset.label.name", label.name());
    source("dataset.label", label.column(), label.expression());
    if (label.tags().isGiven()) {
      tags("dataset.label", label.tags(), label.values());
    } else {
      values("dataset.label.values", label.values());
    }
    nulls("dataset.label", label.names(), label.nulls());
    if (label.isMultiValued() && trains()) {
      problem(
          "dataset.label",
          "has many values per row, for audits only: curate and sweep need one label. Declare one"
              + " tag as the label, or take curate.variants and sweep.trials away.");
    }
    if (label.nulls() == DatasetConfig.Nulls.EXCLUDE && trains()) {
      problem(
          "dataset.label.nulls",
          "is exclude, for audits only: curate and sweep need the label of every row.");
    }
    if (!label.positive().isEmpty()) {
      known("dataset.label.positive", label.positive(), label.names());
    }
  }

  /** Whether there is anything to curate or to train. */
  private boolean trains() {
    return !config.curate().variants().isEmpty() || !config.sweep().trials().isEmpty();
  }

  private void attributes() {
    Map<String, DatasetConfig.AttributeConfig> attributes = config.dataset().attributes();
    attributes.forEach(
        (name, attribute) -> {
          String path = "dataset.attributes." + name;
          columnName(path, name);
          source(path, attribute.column(), attribute.expression());
          if (attribute.bins().isGiven()) {
            bins(path, attribute);
          } else if (attribute.tags().isGiven()) {
            tags(path, attribute.tags(), attribute.values());
          } else {
            values(path + ".values", attribute.values());
          }
          nulls(path, attribute.names(), attribute.nulls());
          if (name.equals(config.dataset().label().name())) {
            problem(path, "has the name of the label. Give one of them another name.");
          }
        });
    for (String group : config.dataset().groups()) {
      known("dataset.groups", group, attributes.keySet());
      DatasetConfig.AttributeConfig attribute = attributes.get(group);
      if (attribute != null && attribute.isMultiValued()) {
        problem(
            "dataset.groups",
            "names " + group + ", which is multi-valued: a row would belong to several groups.");
      }
      if (attribute != null && attribute.nulls() == DatasetConfig.Nulls.EXCLUDE) {
        problem(
            "dataset.groups",
            "names "
                + group
                + ", whose nulls are excluded: a row without a value would belong to no group. Set"
                + " its nulls to level or refuse.");
      }
    }
  }

  private void columnName(String path, String name) {
    if (!COLUMN_NAME.matcher(name).matches() || RESERVED.contains(name)) {
      problem(
          path,
          "cannot be a column's name: expected letters, digits, _, - or blanks, beginning with a"
              + " letter, and none of "
              + new TreeSet<>(RESERVED)
              + ", found "
              + name
              + ".");
    }
  }

  private void source(String path, String column, String expression) {
    if (!column.isEmpty() && !expression.isEmpty()) {
      problem(path, "has both a column and an expression: expected one of them.");
    }
  }

  private void values(String path, ValueNames values) {
    if (values.names().isEmpty()) {
      problem(path, "declares no value: expected at least one.");
    }
    if (values.byInput().containsValue("")) {
      problem(path, "declares an empty name.");
    }
  }

  private void tags(String path, TagsConfig tags, ValueNames values) {
    if (!values.names().isEmpty()) {
      problem(path, "has tags, which are its values: expected no others.");
    }
    if (tags.present().equals(tags.absent())
        || tags.columns().stream().distinct().count() < tags.columns().size()) {
      problem(
          path + ".tags",
          "expected each column once, and present to be another value than absent.");
    }
  }

  private void bins(String path, DatasetConfig.AttributeConfig attribute) {
    if (!attribute.values().names().isEmpty() || attribute.isMultiValued()) {
      problem(path, "has bins: expected no values, and multi-valued = false.");
    }
    BinsConfig bins = attribute.bins();
    if (bins.isQuantile() && (!bins.edges().isEmpty() || bins.quantiles() == 1)) {
      problem(path + ".bins", "expected either edges or at least 2 quantiles.");
    }
    List<Double> edges = bins.edges();
    boolean ascending =
        IntStream.range(1, edges.size()).allMatch(i -> edges.get(i) > edges.get(i - 1));
    if (!bins.isQuantile() && (!ascending || edges.size() < (bins.openEnded() ? 1 : 2))) {
      problem(
          path + ".bins",
          "expected two or more ascending edges (one where open-ended), found " + edges + ".");
    }
  }

  private void nulls(String path, List<String> names, DatasetConfig.Nulls nulls) {
    if (nulls != DatasetConfig.Nulls.REFUSE && names.contains(GroupGrid.MISSING)) {
      problem(
          path + ".values",
          "declares the name "
              + GroupGrid.MISSING
              + ", which rows without a value get. Give it another name.");
    }
  }

  private void split() {
    DatasetConfig.SplitConfig split = config.dataset().split();
    if (!split.column().isEmpty()) {
      splitNames("dataset.split.values", split.values().keySet());
      return;
    }
    splitNames("dataset.split.fractions", split.fractions().keySet());
    double sum = split.fractions().values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(Math.abs(sum - 1) < 1e-9)
        || split.fractions().values().stream().anyMatch(f -> !(f >= 0))) {
      problem(
          "dataset.split.fractions",
          "expected shares of at least 0 that add up to 1, found " + split.fractions() + ".");
    }
  }

  private void images() {
    DatasetConfig dataset = config.dataset();
    ImagesConfig images = dataset.images();
    if (!dataset.hasImages()) {
      if (images.isGiven()) {
        problem("dataset.images", "is of the format images only, found " + dataset.format() + ".");
      }
      return;
    }
    if (!images.labels().isEmpty() && !images.table().isEmpty()) {
      problem("dataset.images", "has both labels and a table: expected one of them.");
    }
    try {
      PathPattern.of(images.labels());
    } catch (IllegalArgumentException e) {
      problem("dataset.images.labels", "is no path with names: " + e.getMessage() + ".");
    }
    if (tree.toConfig().hasPath("dataset.text") && !dataset.text().isEmpty()) {
      problem("dataset.text", "names a text, which rows of images do not have. Take it away.");
    }
    if (dataset.label().name().equals(IMAGE) || dataset.attributes().containsKey(IMAGE)) {
      problem("dataset", "has a column named image, which images have for themselves.");
    }
  }

  private void splitNames(String path, Set<String> names) {
    names.forEach(name -> known(path, name, SPLITS));
    if (!names.contains("train")) {
      problem(path, "expected train, val and test, found " + new TreeSet<>(names) + ".");
    }
  }

  private void reference() {
    config
        .audit()
        .reference()
        .forEach(
            (column, shares) -> {
              String path = "audit.reference." + column;
              Set<String> columns = new TreeSet<>(config.dataset().attributes().keySet());
              columns.add(config.dataset().label().name());
              known(path, column, columns);
              if (columns.contains(column)) {
                List<String> names = axis(column).values();
                shares.keySet().forEach(value -> known(path, value, names));
                double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
                if (!(Math.abs(sum - 1) < 1e-6)) {
                  problem(path, "expected shares that add up to 1, found " + shares + ".");
                }
              }
            });
  }

  private void compareWith() {
    config
        .audit()
        .compareWith()
        .forEach(
            (column, value) -> {
              String path = "audit.compare-with." + column;
              Set<String> columns = config.dataset().attributes().keySet();
              known(path, column, columns);
              if (columns.contains(column)) {
                known(path, value, axis(column).values());
              }
            });
  }

  private void gate() {
    GateConfig gate = config.audit().gate();
    Set<String> attributes = new TreeSet<>(Set.of(GateConfig.EVERY));
    config.dataset().attributes().forEach((name, a) -> attributes.addAll(columns(name, a)));
    gate.maxCramersV().keySet().forEach(n -> known("audit.gate.max-cramers-v", n, attributes));
    gate.maxShortcutGain()
        .keySet()
        .forEach(n -> known("audit.gate.max-shortcut-gain", n, attributes));
  }

  /** The columns that an attribute is audited as. */
  private static List<String> columns(String name, DatasetConfig.AttributeConfig attribute) {
    return attribute.multiValued()
        ? attribute.values().names().stream().map(v -> name + "." + v).toList()
        : List.of(name);
  }

  private GroupGrid.Axis axis(String column) {
    return column.equals(config.dataset().label().name())
        ? config.dataset().labelAxis()
        : config.dataset().attributeAxis(column);
  }

  private void variants() {
    if (!config.curate().variants().isEmpty()) {
      config.dataset().groupGrid().columns().stream()
          .filter(CURATED::contains)
          .forEach(
              name ->
                  problem(
                      "dataset",
                      "has a column named "
                          + name
                          + ", which curated rows have for themselves. Give it another name."));
    }
    config.curate().variants().forEach(this::variant);
  }

  private void variant(String name, CurateConfig.VariantConfig variant) {
    String path = "curate.variants." + name;
    if (!SAFE_NAME.matcher(name).matches() || name.equals("original") || name.equals("ingest")) {
      problem(
          path,
          "cannot be a variant's name: expected letters, digits, dots, hyphens or underscores,"
              + " beginning with a letter or digit, and not original or ingest.");
    }
    List<String> attributes = config.dataset().groupAttributes();
    if (!variant.attribute().isEmpty()) {
      known(path + ".attribute", variant.attribute(), attributes);
    } else if (attributes.size() != 1 && NEED_ATTRIBUTE.contains(variant.plan())) {
      problem(path + ".attribute", "is missing: expected one of " + attributes + ".");
    }
    if (!variant.label().isEmpty()) {
      known(path + ".label", variant.label(), config.dataset().label().values().names());
    }
    Set<String> pools = config.curate().pools().keySet();
    variant.pools().forEach(pool -> known(path + ".pools", pool, pools));
    if (!ways(variant.plan()).contains(variant.by())) {
      problem(
          path + ".by",
          "expected one of "
              + ways(variant.plan())
              + " for this plan, found "
              + variant.by()
              + ".");
    }
    steps(path, variant);
    if (variant.levels().isEmpty()) {
      problem(path + ".levels", "expected at least one level.");
    }
  }

  private static List<CurateConfig.By> ways(CurateConfig.Plan plan) {
    return switch (plan) {
      case BALANCE -> List.of(By.USUAL, By.DROP, By.ADD, By.MEAN);
      case ASSOCIATION -> List.of(By.USUAL, By.MOVE, By.ADD, By.DROP);
      case PREVALENCE -> List.of(By.USUAL, By.ADD, By.DROP);
      default -> List.of(By.USUAL);
    };
  }

  private void steps(String path, CurateConfig.VariantConfig variant) {
    Map<String, CurateConfig.VariantConfig> variants = config.curate().variants();
    if (variant.steps().isEmpty() == (variant.plan() == Plan.COMPOSE)) {
      problem(path + ".steps", "expected names of variants for the plan compose, and no other.");
    }
    for (String step : variant.steps()) {
      known(path + ".steps", step, variants.keySet());
      CurateConfig.VariantConfig config = variants.get(step);
      if (config != null && (config.plan() == Plan.COMPOSE || config.plan() == Plan.LADDER)) {
        problem(
            path + ".steps", "names " + step + ", which is no single step but a " + config.plan());
      }
    }
  }

  private void pools() {
    if (config.curate().pools().containsKey(TRAINING)) {
      problem(
          "curate.pools." + TRAINING,
          "cannot be a pool's name: it stands for the training rows. Give it another one.");
    }
  }

  private void trials() {
    GroupGrid grid = config.dataset().groupGrid();
    List<SweepConfig.TrialsConfig> blocks = config.sweep().trials();
    for (int i = 0; i < blocks.size(); i++) {
      String path = "sweep.trials[" + i + "]";
      SweepConfig.TrialsConfig block = blocks.get(i);
      block.data().forEach(name -> dataSet(path + ".data", name));
      control(path, block, grid);
      if (block.methods().isEmpty() || block.data().isEmpty() || block.seeds().isEmpty()) {
        problem(path, "makes no trial: expected at least one of data, methods and seeds each.");
      }
    }
  }

  /** The data as ingested, what a variant makes, or a stage of it. */
  private void dataSet(String path, String name) {
    List<String> names =
        Stream.concat(Stream.of("original"), config.curate().dataSets().stream()).toList();
    Matcher stage = STAGE.matcher(name);
    String own = stage.matches() && names.contains(stage.group(1)) ? stage.group(1) : name;
    known(path, own, names);
  }

  private void control(String path, SweepConfig.TrialsConfig block, GroupGrid grid) {
    boolean given = !block.control().isEmpty() || block.lattice() > 0;
    for (SweepConfig.Method method : block.methods()) {
      if (!method.controllable() && given) {
        problem(
            path, "gives control vectors to " + method.key() + ", which reads none. Split it up.");
      }
      if (method == SweepConfig.Method.CPT || method == SweepConfig.Method.SCALARIZED) {
        if (!given) {
          problem(path + ".control", "is missing: " + method.key() + " needs control vectors.");
        }
      }
    }
    if (block.lattice() > 0 && block.lattice() < grid.size()) {
      problem(
          path + ".lattice", "expected 0 or at least " + grid.size() + " (one part per group).");
    }
    for (List<Double> vector : block.control()) {
      if (vector.size() != grid.size() || vector.stream().anyMatch(w -> !(w > 0 && w < 1e9))) {
        problem(
            path + ".control",
            "expected "
                + grid.size()
                + " numbers above 0, for "
                + String.join(", ", grid.groups().stream().map(GroupKey::label).toList())
                + ", found "
                + vector
                + ".");
      }
    }
  }

  private void share() {
    String share = config.sweep().share();
    if (!share.isEmpty() && !isShare(share)) {
      problem("sweep.share", "expected i/n with 1 ≤ i ≤ n ≤ 1000, as 2/3, found " + share + ".");
    }
  }

  private static boolean isShare(String share) {
    Matcher parts = SHARE.matcher(share);
    return parts.matches()
        && Integer.parseInt(parts.group(1)) <= Integer.parseInt(parts.group(2))
        && Integer.parseInt(parts.group(2)) <= 1000;
  }

  private void refine() {
    SweepConfig.RefineConfig refine = config.sweep().refine();
    if (refine.budget() == 0) {
      return;
    }
    dataSet("sweep.refine.data", refine.data());
    if (!refine.method().controllable()) {
      problem(
          "sweep.refine.method",
          "names " + refine.method().key() + ", which reads no control vector.");
    }
    double most = 1.0 / config.dataset().groupGrid().size();
    if (!(refine.smallestWeight() < most)) {
      problem(
          "sweep.refine.smallest-weight",
          "expected less than " + most + ", found " + refine.smallestWeight() + ".");
    }
    if (refine.seeds().isEmpty()) {
      problem("sweep.refine.seeds", "expected at least one seed.");
    }
    if (!config.sweep().share().isEmpty()) {
      problem("sweep.refine", "needs all trials of a round, and sweep.share takes some away.");
    }
  }

  private void front() {
    List<Double> reference = config.front().referencePoint();
    if (reference.size() != 2) {
      problem("front.reference-point", "expected two numbers, found " + reference + ".");
    }
  }

  private void known(String path, String name, Collection<String> names) {
    if (!names.contains(name)) {
      problem(path, "names " + name + ", which is not declared. " + hint(name, names));
    }
  }

  private static String hint(String name, Collection<String> names) {
    return names.isEmpty() ? "None is." : NearestName.hint(name, new ArrayList<>(names));
  }

  private void problem(String path, String what) {
    problems.add(origin(path) + ConfigLoader.ROOT + "." + path + " " + what);
  }

  /** Where the key stands, or the nearest block around it that was written down. */
  private String origin(String path) {
    String rest = path.replaceAll("\\[.*", "");
    while (true) {
      try {
        if (tree.toConfig().hasPath(rest)) {
          return ConfigBinder.where(tree.toConfig().getValue(rest).origin());
        }
      } catch (ConfigException.BadPath e) {
        // A name that is no plain path: look at the block around it.
      }
      int dot = rest.lastIndexOf('.');
      if (dot < 0) {
        return ConfigBinder.where(tree.origin());
      }
      rest = rest.substring(0, dot);
    }
  }
}
