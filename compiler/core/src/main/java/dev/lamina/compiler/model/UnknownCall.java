package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.ArgumentReader;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Environment;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords.Section;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.source.Suggestion;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.CallSyntax;
import dev.lamina.compiler.syntax.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call of something that does not exist, in the words of another framework or with a slip of the finger.
 *
 * @param code the code of its error
 * @param section the part of the table of words that its name is looked up in
 * @param what what it was taken for: {@code layer}
 */
record UnknownCall(Code code, Section section, String what, CallSyntax call) {
    /** After so many errors nobody reads what was probably meant, and in a text of many blocks finding it takes long. */
    static final int MOST_EXPLAINED = 100;

    /** A call with the names that exist here, and the kind of what it calls. */
    record Translated<T>(CallKind<T> kind, CallSyntax call) {}

    /** Reports the error, and those in the arguments of the call that was probably meant. */
    <T> void report(List<CallKind<T>> kinds, Span statement, Environment environment) {
        report(kinds, List.of(), environment.log())
                .ifPresent(meant -> ArgumentReader.read(meant.kind(), meant.call(), statement, environment));
    }

    /**
     * Reports the error.
     *
     * @param others names that are known and that no kind has, such as those of blocks
     * @return the call that was probably meant, with the names of its arguments translated too, so that other errors in it can be found
     */
    <T> Optional<Translated<T>> report(List<CallKind<T>> kinds, List<String> others, Diagnostics log) {
        List<String> known =
                new ArrayList<>(kinds.stream().map(CallKind::keyword).toList());
        known.addAll(others);
        Name name = call.name();
        Diagnostic problem = Diagnostic.of(code, name.span(), "there is no " + what + " `" + name.text() + "`");
        boolean many = log.added() > MOST_EXPLAINED;
        Optional<Suggestion> suggestion = many ? Optional.empty() : Suggestion.of(section, name.text(), known);
        Optional<String> loss = section == Section.LAYER && suggestion.isEmpty() ? loss(name) : Optional.empty();
        if (loss.isPresent()) {
            log.add(problem.help(
                    "it is a loss: write `loss " + loss.get() + "`", Fix.replace(name.span(), "loss " + loss.get())));
            return Optional.empty();
        }
        if (suggestion.isEmpty()) {
            log.add(many ? problem : problem.help("there are " + String.join(", ", known)));
            return Optional.empty();
        }
        Optional<CallKind<T>> kind = suggestion.get().word().flatMap(word -> Layers.find(kinds, word));
        if (kind.isEmpty()) {
            log.add(suggestion.get().help(problem, name.span()));
            return Optional.empty();
        }
        Renaming renaming = new Renaming(call);
        renaming.rename(name, kind.get().keyword());
        CallSyntax translated = renaming.translated(kind.get());
        String text = renaming.remark(suggestion.get().text());
        log.add(
                isKnown(translated, kind.get())
                        ? problem.help(text, Fix.replace(renaming.span(), renaming.text()))
                        : problem.help(text)); // its other arguments have errors of their own
        return Optional.of(new Translated<>(kind.get(), translated));
    }

    /** The loss of this name, also in the words of another framework. */
    private static Optional<String> loss(Name name) {
        List<String> losses = Layers.LOSSES.stream().map(CallKind::keyword).toList();
        return losses.contains(name.text())
                ? Optional.of(name.text())
                : Suggestion.of(Section.LOSS, name.text(), losses).flatMap(Suggestion::word);
    }

    private static boolean isKnown(CallSyntax call, CallKind<?> kind) {
        return call.arguments().stream()
                .flatMap(argument -> argument.name().stream())
                .allMatch(name ->
                        kind.arguments().stream().anyMatch(each -> each.name().equals(name.text()))
                                || isNeedless(name, kind));
    }

    /** Whether an argument is one that its own error leaves out. */
    private static boolean isNeedless(Name name, CallKind<?> kind) {
        List<String> known = kind.arguments().stream().map(ArgumentKind::name).toList();
        return Suggestion.of(Section.ARGUMENT, name.text(), known)
                .filter(ArgumentReader::isNeedless)
                .isPresent();
    }

    /** Replaces names in the text of a call, from left to right. */
    private static final class Renaming {
        private final CallSyntax call;
        private final StringBuilder text = new StringBuilder();
        private final List<String> renamed = new ArrayList<>();
        private int copied;

        Renaming(CallSyntax call) {
            this.call = call;
            this.copied = call.span().start();
        }

        void rename(Name name, String word) {
            text.append(call.span().file().text(), copied, name.span().start()).append(word);
            copied = name.span().end();
        }

        /** The call with the names of this kind; a name that is no foreign word for one of them stays. */
        CallSyntax translated(CallKind<?> kind) {
            List<String> known =
                    kind.arguments().stream().map(ArgumentKind::name).toList();
            List<Argument> arguments = new ArrayList<>();
            for (Argument argument : call.arguments()) {
                Optional<Name> name = argument.name()
                        .filter(each -> !known.contains(each.text()))
                        .flatMap(each -> Suggestion.of(Section.ARGUMENT, each.text(), known)
                                .flatMap(Suggestion::word)
                                .map(word -> new Name(word, each.span())));
                name.ifPresent(each -> {
                    renamed.add("`" + each.span().text() + "` is `" + each.text() + "`");
                    rename(each, each.text());
                });
                arguments.add(name.isPresent() ? new Argument(name, argument.value(), argument.span()) : argument);
            }
            return new CallSyntax(new Name(kind.keyword(), call.name().span()), arguments, call.span());
        }

        /** What is said of the name of the call, and the names that arguments have here. */
        String remark(String ofName) {
            String names = String.join(", ", renamed);
            String joint = ofName.endsWith("?") ? " Here " : ", and ";
            return renamed.isEmpty() ? ofName : ofName + joint + names;
        }

        /** What is replaced: the call up to the last renamed name. */
        Span span() {
            return new Span(call.span().file(), call.span().start(), copied);
        }

        String text() {
            return text.toString();
        }
    }
}
