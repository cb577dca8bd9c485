package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.FileErrors;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.train.RunIdentity;
import dev.lamina.cli.train.RunIdentity.Part;
import dev.lamina.cli.train.StateFile;
import dev.lamina.cli.train.StateLock;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsSource;
import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options for the state of a run: the file that it is saved to, and how a run goes on from it. */
final class StateOptions {

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Save after each epoch, and after Ctrl-C, where the run stands: weights, optimiser, step; the"
                    + " state before is kept as FILE.previous.")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description =
                    "Go on where a run with --state FILE ended, bit for bit; FILE is kept up to date. Another model, other"
                            + " data, or options by which it would be another run are refused: see --resume-anyway."
                            + " --rate changes the rest of the run.")
    private Optional<Path> resume = Optional.empty();

    @Option(
            names = "--resume-anyway",
            paramLabel = "WHAT",
            split = ",",
            description = "Go on although these are not those of the state: model, data, test, batch,"
                    + " augment, block, epochs; several with commas.")
    private List<Part> anyway = List.of();

    private RunIdentity noted = new RunIdentity();
    private Optional<String> model = Optional.empty();

    /** The states that the run goes on from, or begins. */
    Optional<StateFile> states() {
        return resume.or(() -> state).map(StateFile::new);
    }

    /** The file that is kept up to date. A read-only one is resumed and stays as it is. */
    Optional<Path> file() {
        return resume.filter(from -> !isReadOnly(from)).or(() -> state);
    }

    private static boolean isReadOnly(Path file) {
        try {
            WholeFile.requireWritable(file);
            return false;
        } catch (IOException no) {
            return Files.isRegularFile(file);
        }
    }

    /** The file that the run goes on from. */
    Optional<Path> resume() {
        return resume;
    }

    /** The error in the options, if there is one; {@code contradicted} by others that say how to begin. */
    Optional<String> problem(boolean contradicted) {
        if (resume.isPresent() && (contradicted || state.isPresent())) {
            return Optional.of("--resume brings its own weights, seed and file to save to, so --weights, --seed and"
                    + " --state cannot be given beside it");
        }
        return anyway.isEmpty() || resume.isPresent()
                ? Optional.empty()
                : Optional.of("--resume-anyway says what may differ from the state of --resume, which is not given");
    }

    /** Locks the file that is kept up to date. */
    StateLock lock(Console console) throws IOException {
        resume.filter(StateOptions::isReadOnly)
                .ifPresent(from -> note(from + " is read-only, so it is not kept up to date", console));
        Optional<Path> file = file().filter(each -> !Files.exists(each) || Files.isRegularFile(each));
        if (file.isEmpty()) {
            return StateLock.none();
        }
        OutputFile.makeFolders(file.get());
        try {
            return StateLock.of(file.get());
        } catch (StateLock.HeldException held) {
            throw held;
        } catch (IOException noLocks) {
            note(
                    file.get() + " could not be locked, so a second run on it would not be noticed: "
                            + FileErrors.sentence(noLocks),
                    console);
            return StateLock.none();
        }
    }

    /** The newest state that is whole; a warning says so if that is not the newest. */
    WeightsSource choose(StateFile states, WeightsOptions reading, Console console) {
        StateFile.Choice choice = states.choose(reading::of);
        choice.problem()
                .ifPresent(wrong -> console.err()
                        .println("warning: "
                                + Printable.message(
                                        wrong + "\n  going on from " + choice.from() + ", the state before it")));
        Map<String, String> metadata = Safetensors.metadata(choice.from());
        noted = RunIdentity.of(metadata);
        model = Optional.ofNullable(metadata.get("model"));
        return choice.from();
    }

    private static void note(String text, Console console) {
        console.err().println("note: " + Printable.message(text));
    }

    /** Reads a state that {@link #choose} gave. */
    void read(WeightsSource from, TrainingState into, Parameters parameters) {
        into.read(accepted().contains(Part.MODEL) ? from.ignoringLayers() : from, parameters);
    }

    /** Throws if a state belongs to another run than this one in a part that no option accepts. */
    void require(WeightsSource from, RunIdentity own, String name) {
        if (noted.isUnknown()
                && !accepted().contains(Part.MODEL)
                && model.filter(other -> !other.equals(name)).isPresent()) {
            RunIdentity named = new RunIdentity().with(Part.MODEL, "model " + model.get());
            throw refusal(from, named, new RunIdentity().with(Part.MODEL, "model " + name), List.of(Part.MODEL));
        }
        List<Part> differing = noted.differences(own, accepted());
        if (!differing.isEmpty()) {
            throw refusal(from, noted, own, differing);
        }
    }

    /**
     * Throws if a state says nothing of what it belongs to, unless all of that may differ. Of a run that is finished only the weights are
     * wanted, so there a note is enough.
     */
    void requireNoted(WeightsSource from, RunIdentity own, boolean finished, Console console) {
        List<Part> open = own.partsBeyond(accepted());
        if (!noted.isUnknown() || open.isEmpty()) {
            return;
        }
        String unknown = from + " does not say what it belongs to, as states of older versions do not";
        if (!finished) {
            throw new Failure(
                    unknown + ": that its model, data and options are those of this run is not sure" + anyway(open));
        }
        note(unknown, console);
    }

    private static Failure refusal(WeightsSource from, RunIdentity noted, RunIdentity own, List<Part> differing) {
        return new Failure(from + ": the state belongs to another run:"
                + noted.comparison("the state", own, "this run", differing) + anyway(differing));
    }

    private static String anyway(List<Part> parts) {
        return "\n  --resume-anyway " + parts.stream().map(Part::word).collect(Collectors.joining(","))
                + " goes on with what this run has";
    }

    private Set<Part> accepted() {
        Set<Part> accepted = EnumSet.noneOf(Part.class);
        anyway.stream().filter(Objects::nonNull).forEach(accepted::add);
        return accepted;
    }
}
