package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Parser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A fix that works: after the change of the text, the shape rule of the layer or the loss accepts its operands.
 *
 * @param offered the diagnostic with the fix as its help
 * @param fixed the layer with its shapes after the fix; for a loss, the last layer
 */
record FixTrial(Diagnostic offered, ShapedLayer fixed, Fix fix) {
    /**
     * The first proposal that works, with the {@code earlier} fixes applied too.
     *
     * @param refused the application whose shape rule refuses its operands; empty for a loss
     */
    static Optional<FixTrial> first(
            Model model, Inference.Mismatch mismatch, Optional<Application> refused, List<Fix> earlier) {
        for (Inference.Proposal proposal : mismatch.proposals()) {
            List<Fix> fixes = new ArrayList<>(earlier);
            fixes.add(proposal.fix());
            Diagnostics log = new Diagnostics();
            Optional<Changed> changed = Changed.of(model, fixes, log);
            Optional<ShapedLayer> fixed = changed.flatMap(each -> refused.isPresent()
                    ? each.counterpart(refused.get())
                    : each.last().filter(last -> !log.hasErrors()));
            if (fixed.isPresent()) {
                ShapedLayer shown = changed.get().inserted(proposal.fix(), fixed.get());
                String text = proposal.text().replace("%s", shown.out().toString());
                Diagnostic offered = mismatch.diagnostic().help(text, proposal.fix());
                return Optional.of(new FixTrial(offered, fixed.get(), proposal.fix()));
            }
        }
        return Optional.empty();
    }

    /** The refused layer with its shapes after the fixes for layers before it, if these help it too: they changed the same block. */
    static Optional<ShapedLayer> mended(Model model, Application refused, List<Fix> fixes) {
        return fixes.isEmpty()
                ? Optional.empty()
                : Changed.of(model, fixes, new Diagnostics()).flatMap(changed -> changed.counterpart(refused));
    }

    /**
     * A model after changes of its text, as far as its shapes can be inferred.
     *
     * @param fixes the changes in the order of the text
     * @param layers the layers before the first whose shape rule refuses its operands
     */
    private record Changed(Model before, List<Fix> fixes, Model after, List<ShapedLayer> layers) {
        static Optional<Changed> of(Model model, List<Fix> fixes, Diagnostics log) {
            List<Fix> ordered = fixes.stream()
                    .sorted(Comparator.comparing(fix -> fix.span().start()))
                    .toList();
            return reread(model, applied(ordered), log)
                    .map(changed -> new Changed(model, ordered, changed, Inferrer.fitting(changed, log)));
        }

        /** The file with all fixes, applied from the end of the file on, so that the spans of those before stay valid. */
        private static SourceFile applied(List<Fix> ordered) {
            SourceFile file = ordered.get(0).span().file();
            for (int i = ordered.size() - 1; i >= 0; i--) {
                Fix fix = ordered.get(i);
                file = Fix.replace(new Span(file, fix.span().start(), fix.span().end()), fix.replacement())
                        .applied();
            }
            return file;
        }

        private static Optional<Model> reread(Model model, SourceFile changed, Diagnostics log) {
            Optional<FileSyntax> file = Parser.parse(changed, log);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            Blocks blocks = Blocks.of(file.get(), log);
            for (ModelSyntax syntax : file.get().models()) {
                if (syntax.name().text().equals(model.name())) {
                    return Resolver.resolve(syntax, blocks, model.parameters(), log);
                }
            }
            return Optional.empty();
        }

        /** The layer of the same statement and the same expansion of its block; empty if its shapes could not be inferred. */
        Optional<ShapedLayer> counterpart(Application application) {
            int start = application.place().call().start();
            // labels are unique
            long rank = before.applications().stream()
                    .takeWhile(each -> !each.label().equals(application.label()))
                    .filter(each -> each.place().call().start() == start)
                    .count();
            int moved = moved(start);
            return layers.stream()
                    .filter(layer -> layer.application().place().call().start() == moved)
                    .skip(rank)
                    .findFirst();
        }

        /** The last layer, if the shapes of all could be inferred. */
        Optional<ShapedLayer> last() {
            boolean all =
                    !layers.isEmpty() && layers.size() == after.applications().size();
            return all ? Optional.of(layers.get(layers.size() - 1)) : Optional.empty();
        }

        /** The last layer of those that a fix has inserted directly before {@code fixed}; without such a layer, {@code fixed} itself. */
        ShapedLayer inserted(Fix fix, ShapedLayer fixed) {
            int from = moved(fix.span().start())
                    - (fix.span().isEmpty() ? fix.replacement().length() : 0);
            int until = from + fix.replacement().length();
            int index = layers.indexOf(fixed);
            return index > 0 && isWithin(layers.get(index - 1), from, until) ? layers.get(index - 1) : fixed;
        }

        private static boolean isWithin(ShapedLayer layer, int from, int until) {
            int start = layer.application().place().call().start();
            return from <= start && start < until;
        }

        /** The place in the changed text of what was at {@code offset}. */
        private int moved(int offset) {
            int moved = offset;
            for (Fix fix : fixes) {
                int length = fix.span().end() - fix.span().start();
                if (fix.span().end() <= offset) {
                    moved += fix.replacement().length() - length;
                } else if (fix.span().start() < offset) {
                    moved -= offset - fix.span().start();
                }
            }
            return moved;
        }
    }
}
