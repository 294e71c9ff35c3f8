package org.ballast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A master and its workers on the loopback interface. Worker n has the address 127.0.0.(n + 1), so
 * that Spark takes the workers for different machines; a GPU is known by worker and address.
 *
 * <p>Everything is below one folder: {@code master.log}, {@code worker-<n>/worker.log}, what the
 * executors print in {@code worker-<n>/<application>/<id>/stderr}, {@code driver-<n>.log}.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MASTER = "org.apache.spark.deploy.master.Master";
  private static final String WORKER = "org.apache.spark.deploy.worker.Worker";

  private final Path folder;
  private final WorkerShape shape;
  private final SparkHome home;
  private final int port = FreePort.next();
  private final int webPort = FreePort.next();
  private final MasterPage page = new MasterPage(HOST, webPort);
  private final Map<Integer, ChildJvm> workers = new TreeMap<>();
  private final List<ChildJvm> leaving = new ArrayList<>();
  private final List<Driver> drivers = new ArrayList<>();
  private ChildJvm master;

  private StandaloneCluster(Path folder, WorkerShape shape) {
    this.folder = folder;
    this.shape = shape;
    this.home = new SparkHome(folder.resolve("spark"));
    this.master = launchMaster();
  }

  /** Two workers with two GPUs each. */
  static StandaloneCluster start(Path folder) {
    return start(folder, 2, WorkerShape.TWO_GPUS);
  }

  /** A master and workers below a folder; returns when all workers are registered. */
  static StandaloneCluster start(Path folder, int workers, WorkerShape shape) {
    StandaloneCluster cluster = new StandaloneCluster(real(folder), shape);
    try {
      cluster.awaitMaster();
      for (int i = 0; i < workers; i++) {
        cluster.launchWorker();
      }
      cluster.awaitWorkers();
      return cluster;
    } catch (AssertionError | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Path real(Path folder) {
    try {
      return Files.createDirectories(folder).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address for {@code spark.master}. */
  String masterUrl() {
    return "spark://" + HOST + ":" + port;
  }

  /** The numbers of the workers that live, from 1. */
  List<Integer> workers() {
    return List.copyOf(workers.keySet());
  }

  /** A driver that has yet to be started, with a Ballast command and its arguments. */
  DriverPlan driver(String... command) {
    return new DriverPlan(home, masterUrl(), List.of(command), this::launchDriver);
  }

  private Driver launchDriver(ChildJvm.Command command) {
    Path log = folder.resolve("driver-" + (drivers.size() + 1) + ".log");
    Driver driver = new Driver(ChildJvm.start(command, log));
    drivers.add(driver);
    return driver;
  }

  /** SIGKILL to the master. */
  void killMaster() {
    master.kill();
  }

  /** A master on the same port, which reads what the last one wrote down about its cluster. */
  void restartMaster() {
    master = launchMaster();
    awaitMaster();
    awaitWorkers();
  }

  /** SIGKILL to a worker's process alone; its executors notice and leave by themselves. */
  void killWorker(int number) {
    worker(number).kill();
    workers.remove(number);
  }

  /** SIGKILL to a worker and all its executors, as if the machine had lost its power. */
  void loseMachine(int number) {
    List<Executor> lost = executors(number);
    killWorker(number);
    lost.forEach(this::killExecutor);
  }

  /** SIGPWR to a worker: its machine will be taken away, and its executors are told. */
  void decommissionWorker(int number) {
    ChildJvm worker = worker(number);
    worker.signal("PWR");
    workers.remove(number);
    leaving.add(worker);
  }

  /** One more worker; returns its number when it is registered. */
  int startWorker() {
    int number = launchWorker();
    awaitWorkers();
    return number;
  }

  /** The executors that live, by application, then by age. */
  List<Executor> executors() {
    return Executor.below(folder)
        .sorted(
            Comparator.comparing(Executor::application)
                .thenComparing(e -> Integer.parseInt(e.id())))
        .toList();
  }

  /** The executors that live on a worker's machine. */
  List<Executor> executors(int worker) {
    return executors().stream().filter(e -> e.worker() == worker).toList();
  }

  /** What all executors printed that ever were. */
  String executorsPrinted() {
    return Executor.printedBelow(folder);
  }

  /** Waits until exactly so many executors live. */
  List<Executor> awaitExecutors(int count, Duration atMost) {
    Await.until(
        count + " executors",
        atMost,
        () -> executors().size() == count,
        () -> executors() + drivers.stream().map(d -> "\n" + d.tail()).reduce("", String::concat));
    return executors();
  }

  /** SIGKILL, and the wait for its end. */
  void killExecutor(Executor executor) {
    executor.process().destroyForcibly();
    awaitEnd(executor);
  }

  /** SIGTERM, and the wait for its end. */
  void terminateExecutor(Executor executor) {
    executor.process().destroy();
    awaitEnd(executor);
  }

  private static void awaitEnd(Executor executor) {
    Await.until(
        "an end of executor " + executor.id(),
        PATIENCE,
        () -> Executor.directory(executor.process()).isEmpty(),
        executor::printed);
  }

  /** Every living process of this cluster, drivers and orphans included. */
  List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(p -> Executor.directory(p).filter(d -> d.startsWith(folder)).isPresent())
        .toList();
  }

  private ChildJvm launchMaster() {
    List<String> options = new ArrayList<>(home.options("256m"));
    options.add("-Dspark.deploy.recoveryMode=FILESYSTEM");
    options.add("-Dspark.deploy.recoveryDirectory=" + folder.resolve("recovery"));
    options.add("-Dspark.port.maxRetries=0");
    options.add("-Dspark.master.rest.enabled=false");
    List<String> arguments =
        List.of("--host", HOST, "--port", text(port), "--webui-port", text(webPort));
    return ChildJvm.start(
        new ChildJvm.Command(MASTER, options, arguments, home.environment(HOST)),
        folder.resolve("master.log"));
  }

  private int launchWorker() {
    int number = next();
    String address = "127.0.0." + (number + 1);
    Path its = real(folder.resolve("worker-" + number));
    List<String> arguments = new ArrayList<>(List.of("--host", address, "--webui-port", "0"));
    arguments.addAll(List.of("--cores", text(shape.cores()), "--memory", shape.memory()));
    arguments.addAll(List.of("--work-dir", its.toString()));
    arguments.addAll(List.of("--properties-file", shape.write(its).toString(), masterUrl()));
    workers.put(
        number,
        ChildJvm.start(
            new ChildJvm.Command(
                WORKER, home.options("256m"), arguments, home.environment(address)),
            its.resolve("worker.log")));
    return number;
  }

  /** A number is not used again: its folder and its address tell of a worker that was. */
  private int next() {
    int number = 1;
    while (Files.exists(folder.resolve("worker-" + number))) {
      number++;
    }
    return number;
  }

  private static String text(int number) {
    return Integer.toString(number);
  }

  private ChildJvm worker(int number) {
    ChildJvm worker = workers.get(number);
    if (worker == null) {
      throw new IllegalArgumentException(
          "expected one of the workers " + workers() + ", found " + number);
    }
    return worker;
  }

  private void awaitMaster() {
    Await.until(
        "a master that leads",
        PATIENCE,
        () -> lives(master) && page.isAlive(),
        () -> page.read() + " " + master.tail());
  }

  private void awaitWorkers() {
    Await.until(
        workers.size() + " registered workers",
        PATIENCE,
        () -> workers.values().stream().allMatch(this::lives) && page.workers() == workers.size(),
        () -> page.read() + "\n" + tails());
  }

  private String tails() {
    return String.join("\n", workers.values().stream().map(ChildJvm::tail).toList());
  }

  /** A process that ended is told at once, not when the patience is over. */
  private boolean lives(ChildJvm jvm) {
    if (!jvm.isAlive()) {
      throw new AssertionError("expected a running process, found its end. " + jvm.tail());
    }
    return true;
  }

  @Override
  public void close() {
    List<ProcessHandle> executors = executors().stream().map(Executor::process).toList();
    drivers.forEach(Driver::close);
    workers.values().forEach(ChildJvm::kill);
    leaving.forEach(ChildJvm::kill);
    executors.forEach(ProcessHandle::destroyForcibly);
    master.kill();
    Await.until("the end of the cluster", PATIENCE, () -> processes().isEmpty(), this::named);
  }

  private String named() {
    return processes().stream().map(p -> p.pid() + " " + p.info()).toList().toString();
  }
}
