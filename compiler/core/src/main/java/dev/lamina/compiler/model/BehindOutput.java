package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The warning of layers that are written behind an output as if they belonged to it: in {@code output size: fc(2)  sigmoid} the output is
 * the value of {@code fc(2)}, and nothing reads that of {@code sigmoid}.
 *
 * @param chain the output's layer and those behind it, up to the one that nothing reads
 */
record BehindOutput(Model model, Output output, Deque<Application> chain) {
    private static final Pattern COMMENT = Pattern.compile("//.*");

    /** The warning of the value that nothing reads; empty if it does not stand behind an output. */
    static Optional<Diagnostic> of(Model model, int unread) {
        Deque<Application> chain = new ArrayDeque<>();
        int value = unread;
        while (!model.isInput(value) && isWrittenOnce(model.giver(value))) {
            Application giver = model.giver(value);
            if (!chain.isEmpty()
                    && !isBlank(giver.span().end(), chain.getFirst().span())) {
                return Optional.empty();
            }
            chain.addFirst(giver);
            for (Output output : model.outputs()) {
                if (output.value() == value) {
                    return new BehindOutput(model, output, chain).warning();
                }
            }
            if (isLabelled(giver)) {
                return Optional.empty();
            }
            value = giver.before();
        }
        return Optional.empty();
    }

    /** Whether no block and no repeat is around it: then its text stands for one layer. */
    private static boolean isWrittenOnce(Application application) {
        return application.frames().stream()
                .allMatch(frame -> frame.kind() == Frame.Kind.RESIDUAL || frame.kind() == Frame.Kind.SHORTCUT);
    }

    private static boolean isLabelled(Application application) {
        return application.place().statement().start()
                < application.place().call().start();
    }

    /** Whether there is nothing but white space and comments between a place and a span. */
    private static boolean isBlank(int from, Span until) {
        return from <= until.start()
                && COMMENT.matcher(until.file().text().substring(from, until.start()))
                        .replaceAll("")
                        .isBlank();
    }

    private Optional<Diagnostic> warning() {
        Application last = chain.getLast();
        if (!last.layer().changesPredictions()) {
            return Optional.empty();
        }
        Diagnostic warning = Diagnostic.of(
                        Code.W0705,
                        last.span(),
                        "`" + last.label() + "` is no part of the output `" + output.name()
                                + "`, which is the value of `"
                                + chain.getFirst().place().call().oneLine() + "` alone, and nothing reads it")
                .note(output.span(), "the output");
        Optional<Loss> scores = model.losses().stream()
                .filter(each -> model.outputs().get(each.output()).equals(output))
                .map(AppliedLoss::loss)
                .filter(loss -> loss.applies().isPresent() && Suspicions.isActivation(last))
                .findFirst();
        if (scores.isPresent()) {
            return Optional.of(warning.help(
                    "leave it out: `" + scores.get().keyword() + "` takes scores and applies the "
                            + scores.get().applies().get() + " itself",
                    Fix.delete(last.span())));
        }
        return moved().map(fix -> warning.help("declare the last layer as the output", fix));
    }

    /** Declares the last layer as the output; empty if the model declares none. */
    private Optional<Fix> moved() {
        Span last = chain.getLast().span();
        String text = last.file().text();
        int keyword = text.lastIndexOf("output", output.span().start() - 1);
        Span layer = chain.getFirst().place().call();
        if (keyword < 0 || !isBlank(keyword + "output".length(), output.span())) {
            return Optional.empty();
        }
        String declaration = text.substring(keyword, layer.start());
        return Optional.of(Fix.replace(
                new Span(last.file(), keyword, last.end()),
                text.substring(layer.start(), last.start()) + declaration + last.text()));
    }
}
