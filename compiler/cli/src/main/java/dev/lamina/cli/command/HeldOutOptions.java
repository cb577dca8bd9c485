package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Corpus;
import dev.lamina.cli.data.LoadedSamples;
import dev.lamina.cli.data.RowMemory;
import dev.lamina.cli.data.SampleSpec;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.Vocabulary;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.TextData;
import dev.lamina.cli.train.CharacterFrequencies;
import dev.lamina.cli.train.RunIdentity;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Options for the samples that are held out from training, to test the network. */
final class HeldOutOptions {

    /** The epoch whose permutation splits the samples: those of training are counted from 1. */
    private static final long BEFORE_ALL_EPOCHS = 0;

    @Option(
            names = "--test-fraction",
            paramLabel = "F",
            defaultValue = "0.2",
            description = "The share of --data to hold out, chosen by the seed, of a text or a series its end;"
                    + " ${DEFAULT-VALUE} by default.")
    private double fraction;

    @Option(
            names = "--test-data",
            paramLabel = "FILE",
            description = "Samples to test with, instead of a share of --data.")
    private Optional<Path> testData = Optional.empty();

    @Option(names = "--test-labels", paramLabel = "FILE", description = "IDX: the labels of --test-data.")
    private Optional<Path> testLabels = Optional.empty();

    /**
     * The samples to train on and those to test with.
     *
     * @param training the samples to train on
     * @param test the held-out samples
     * @param names the names of columns and labels
     * @param text more about them if they are windows of a text
     * @param identity the samples and those held out, as a state notes them
     */
    record Parts(
            Samples training,
            Optional<Samples> test,
            Preprocessing names,
            Optional<OfText> text,
            RunIdentity identity) {

        /** The same with samples of which something was replaced. */
        Parts with(Samples learnt, Optional<Samples> held) {
            return new Parts(learnt, held, names, text, identity);
        }
    }

    /**
     * About samples that are windows of a text.
     *
     * @param notes the metadata to save with the weights
     * @param baselineBits the bits for each held-out character that character frequencies need
     */
    record OfText(Map<String, String> notes, OptionalDouble baselineBits) {}

    private boolean identifies;

    /** Also computes what a state notes of the samples, which takes a second for a gigabyte. */
    void identify(boolean wanted) {
        identifies = wanted;
    }

    private RunIdentity with(RunIdentity known, RunIdentity.Part part, Supplier<String> text) {
        return identifies ? known.with(part, text.get()) : known;
    }

    boolean valid() {
        return fraction >= 0 && fraction < 1;
    }

    /** The share to hold out, as it was given. */
    String share() {
        return Text.plain(fraction);
    }

    Parts read(DataOptions data, SampleSpec expected, Preprocessing trained, long seed, RowMemory rows, Console console)
            throws IOException {
        LoadedSamples loaded = data.readToLearn(expected, trained, rows, console);
        Samples all = loaded.samples();
        RunIdentity of = with(new RunIdentity(), RunIdentity.Part.DATA, all::fingerprint);
        if (testData.isPresent()) {
            Preprocessing names = loaded.names().columns().isEmpty()
                    ? loaded.names().withColumns(trained.columns(), trained.targets())
                    : loaded.names();
            LoadedSamples test = data.readAlike(testData.get(), testLabels, expected, names, rows, console);
            DataOptions.requireNames(testData.get(), test, names);
            data.noteOrder(testData.get(), test.names(), names, "the data to learn from have", console);
            of = with(of, RunIdentity.Part.TEST, test.samples()::fingerprint);
            return new Parts(all, Optional.of(test.samples()), loaded.names(), Optional.empty(), of);
        }
        int held = (int) Math.round(all.count() * fraction);
        of = with(of, RunIdentity.Part.TEST, () -> share(held));
        if (held == 0) {
            return new Parts(all, Optional.empty(), loaded.names(), Optional.empty(), of);
        }
        if (held == all.count()) {
            throw new Failure(data.data() + ": of " + Text.count(all.count(), "sample")
                    + " none would be left to learn from;" + " lower --test-fraction");
        }
        if (all.isSeries()) {
            return ofSeries(all, held, loaded.names(), of, data.data());
        }
        int[] order = CounterRandom.permutation(all.count(), seed, BEFORE_ALL_EPOCHS);
        return new Parts(
                all.select(order, held, order.length),
                Optional.of(all.select(order, 0, held)),
                loaded.names(),
                Optional.empty(),
                of);
    }

    private String share(int held) {
        return held == 0 ? "none" : Text.grouped(held) + " of them (--test-fraction " + Text.plain(fraction) + ")";
    }

    /** Windows of a series: the last ones are held out, since what is to be told must not be known before. */
    private static Parts ofSeries(Samples all, int held, Preprocessing names, RunIdentity of, Path file) {
        Samples training = all.before(held);
        if (training.count() == 0) {
            throw new Failure(file + ": the targets of " + Text.count(all.count(), "window")
                    + " overlap, so that none is left to learn from before those held out; lower --test-fraction");
        }
        return new Parts(training, Optional.of(all.last(held)), names, Optional.empty(), of);
    }

    /** Windows of a text, whose end is held out; its tokens are those of the weights to begin with, if these know characters. */
    Parts readText(DataOptions data, ModelFacts facts, Optional<Vocabulary> trained) throws IOException {
        if (testData.isPresent()) {
            throw new Failure("a text is held out by --test-fraction, its end; --test-data is for other samples");
        }
        TextData text = data.readText(trained, facts);
        Corpus all = text.corpus();
        String place = data.data().toString();
        int steps = TextData.nextTokens(facts).get(0).steps();
        int learnt = all.length() - (int) Math.round(all.length() * fraction);
        RunIdentity of = with(new RunIdentity(), RunIdentity.Part.DATA, all::fingerprint);
        of = with(of, RunIdentity.Part.TEST, () -> share(all.length() - learnt));
        Corpus first = all.part(0, learnt);
        Samples training = TextData.windows(first, facts, place);
        if (learnt == all.length()) {
            OfText known = new OfText(text.notes(), OptionalDouble.empty());
            return new Parts(training, Optional.empty(), Preprocessing.NONE, Optional.of(known), of);
        }
        Corpus rest = all.part(learnt, all.length());
        Samples test = TextData.windows(rest, facts, place);
        double bits = new CharacterFrequencies(first, text.vocabulary().size()).bits(rest, test.count() * steps);
        return new Parts(
                training,
                Optional.of(test),
                Preprocessing.NONE,
                Optional.of(new OfText(text.notes(), OptionalDouble.of(bits))),
                of);
    }
}
