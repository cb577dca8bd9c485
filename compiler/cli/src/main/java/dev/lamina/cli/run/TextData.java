package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.Corpus;
import dev.lamina.cli.data.SampleReader;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.Vocabulary;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A text that a model reads character by character.
 *
 * @param vocabulary its characters, or those that weights were trained with
 */
public record TextData(Vocabulary vocabulary, Corpus corpus) {

    /** The key of the characters in the metadata of weights. */
    private static final String CHARACTERS = "characters";

    /**
     * Where a model predicts the next token at each step.
     *
     * @param input the number of the input whose tokens it continues
     * @param output the number of the output with a score for each token
     * @param steps the most steps of the input
     */
    public record NextToken(int input, int output, int steps) {}

    /** Whether a model learns from a text alone, and the file is a text. */
    public static boolean is(Path file, ModelFacts facts) throws IOException {
        return learnsFromText(facts) && SampleReader.mayBeText(file);
    }

    /** Whether a text has all that a model needs: no other input, and no other output with a loss. */
    private static boolean learnsFromText(ModelFacts facts) {
        List<NextToken> next = nextTokens(facts);
        long losses = IntStream.range(0, facts.outputs())
                .filter(output -> facts.groundTruth(output) != GroundTruth.NONE)
                .count();
        return next.size() == 1
                && facts.inputs() == 1
                && losses == 1
                && (!facts.isMulti()
                        || facts.ports().outputs().get(next.get(0).output()).weight() == 1);
    }

    /** The outputs of a model that predict the next token of an input at each step. */
    public static List<NextToken> nextTokens(ModelFacts facts) {
        List<NextToken> all = new ArrayList<>();
        for (int input = 0; input < facts.inputs(); input++) {
            for (int output = 0; output < facts.outputs(); output++) {
                boolean next = facts.vocabulary(input) > 0
                        && facts.groundTruth(output) == GroundTruth.LABELS
                        && facts.labelShape(output).equals(facts.inputShape(input))
                        && facts.classes(output) == facts.vocabulary(input);
                if (next) {
                    all.add(new NextToken(input, output, facts.inputShape(input).get(0)));
                }
            }
        }
        return all;
    }

    /** The windows of a text that a model learns from or is measured with. */
    public static Samples windows(Corpus text, ModelFacts facts, String place) {
        NextToken next = nextTokens(facts).get(0);
        Samples windows = text.windows(next.steps(), place).comparedBy(facts.loss(next.output()));
        return facts.isMulti() ? windows.ofPorts(facts.ports()) : windows;
    }

    /** The metadata that weights take over from a file of samples: the characters of its tokens, if it says them. */
    public static Map<String, String> notes(Path data, ModelFacts facts) throws IOException {
        if (!SampleReader.isSafetensors(data)) {
            return Map.of();
        }
        String characters = Safetensors.metadata(WeightsSource.of(data)).get(CHARACTERS);
        if (characters == null || nextTokens(facts).isEmpty()) {
            return Map.of();
        }
        Vocabulary vocabulary = Vocabulary.of(characters);
        require(data.toString(), vocabulary, facts);
        if (!vocabulary.text().equals(characters)) {
            throw new Failure(data + ": its metadata has `" + CHARACTERS + "` that are not sorted, each of them once:"
                    + " token 0 stands for the first of them");
        }
        return Map.of(CHARACTERS, characters);
    }

    /** Reads a text and makes a vocabulary of its characters; throws if there are more of them than the model has tokens. */
    public static TextData read(Path file, ModelFacts facts) throws IOException {
        String text = Corpus.text(file);
        Vocabulary vocabulary = Vocabulary.of(text);
        require(file.toString(), vocabulary, facts);
        return new TextData(vocabulary, Corpus.of(text, vocabulary, file.toString()));
    }

    /** Reads a text with a given vocabulary. */
    public static TextData read(Path file, Vocabulary vocabulary) throws IOException {
        return new TextData(vocabulary, Corpus.of(Corpus.text(file), vocabulary, file.toString()));
    }

    /** The vocabulary that weights were trained with; throws if they do not say it. */
    public static Vocabulary ofWeights(WeightsSource weights, ModelFacts facts) {
        return knownTo(weights, facts)
                .orElseThrow(() -> new Failure(weights + " does not say which characters its tokens stand for;"
                        + " lamina train notes it when it learns from a text"));
    }

    /** The vocabulary that weights were trained with, if they say it. */
    public static Optional<Vocabulary> knownTo(WeightsSource weights, ModelFacts facts) {
        Optional<Vocabulary> vocabulary = Optional.ofNullable(
                        Safetensors.metadata(weights).get(CHARACTERS))
                .map(Vocabulary::of);
        vocabulary.ifPresent(known -> require(weights.toString(), known, facts));
        return vocabulary;
    }

    /** The metadata to save with the weights. */
    public Map<String, String> notes() {
        return Map.of(CHARACTERS, vocabulary.text());
    }

    private static void require(String place, Vocabulary vocabulary, ModelFacts facts) {
        int tokens = facts.vocabulary(nextTokens(facts).get(0).input());
        if (vocabulary.size() > tokens) {
            String fit = facts.model().summary().settings().entrySet().stream()
                    .filter(each -> each.getValue() == tokens)
                    .map(each -> "; -D " + each.getKey() + "=" + vocabulary.size() + " makes it fit")
                    .findFirst()
                    .orElse("");
            throw new Failure(place + ": there are " + vocabulary.size() + " different characters, but " + facts.name()
                    + " has " + tokens + " tokens" + fit);
        }
    }
}
