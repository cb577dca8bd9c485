package dev.lamina.cli.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The places of cards, frames and ways in pictures of models that branch. */
class PictureLayoutTest {
    private static final String BLOCKS = """
            block Basic(f) { conv(f, kernel = 3, padding = 1)  relu  conv(f, kernel = 3, padding = 1) }
            block Fork(f) { a: conv(f, kernel = 3, padding = 1)  from input  conv(f, kernel = 1)  add(a) }
            block Down(f) {
                residual { conv(f, kernel = 2, stride = 2)  relu  conv(f, kernel = 3, padding = 1) }
                shortcut { conv(f, kernel = 2, stride = 2) }
                relu
            }
            """;

    static Stream<String> models() {
        return Stream.of(
                "input x: image[3, 8, 8]  conv(4, kernel = 1)  repeat 3 { residual { Basic(4) }  relu }  Down(8)",
                "input x: image[3, 8, 8]  stem: conv(4, kernel = 1)  relu  repeat 2 { residual { Fork(4)  add(stem) } relu }",
                "input x: image[3, 8, 8]  a: conv(4, kernel = 1)  b: Basic(4)  from a  c: Fork(4)  from a"
                        + "  conv(4, kernel = 1)  add(b, c)  relu",
                "input y: vector[4]  input x: vector[4]  fc(8)  t: relu  output one: fc(3)  from y  fc(8)  add(t)"
                        + "  u: tanh  output two: fc(2)  from u  add(t)  output three: fc(1)",
                "input x: vector[8]  residual { residual { fc(8)  relu  residual { fc(8) } }  tanh }  fc(2)");
    }

    @ParameterizedTest
    @MethodSource("models")
    void cardsDoNotOverlapAndStandInTheirFrames(String body) {
        for (boolean fold : new boolean[] {true, false}) {
            PictureLayout layout = layout(body, fold);
            List<PictureLayout.Card> cards = layout.cards();
            for (PictureLayout.Card card : cards) {
                assertTrue(card.x() >= 0 && card.x() + card.width() <= layout.width(), card::toString);
                assertTrue(card.y() >= 0 && card.bottom() <= layout.height(), card::toString);
                long touched = cards.stream()
                        .filter(other -> overlap(card.x(), card.width(), other.x(), other.width())
                                && overlap(card.y(), card.height(), other.y(), other.height()))
                        .count();
                assertEquals(1, touched, card::toString);
            }
            for (PictureLayout.Frame frame : layout.frames()) {
                List<Integer> inside = frame.content().cards().boxed().toList();
                for (PictureLayout.Card card : cards) {
                    boolean overlaps = overlap(card.x(), card.width(), frame.x(), frame.width())
                            && overlap(card.y(), card.height(), frame.y(), frame.height());
                    boolean within = card.x() >= frame.x()
                            && card.x() + card.width() <= frame.x() + frame.width()
                            && card.y() >= frame.y()
                            && card.bottom() <= frame.y() + frame.height();
                    boolean own = inside.contains(card.content().number());
                    assertEquals(own, within, () -> card + " and " + frame);
                    assertEquals(own, overlaps, () -> card + " and " + frame);
                }
            }
        }
    }

    private static boolean overlap(double from, double size, double other, double otherSize) {
        return from < other + otherSize && other < from + size;
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyWireEndsAtACardAndNoVerticalLineCrossesOne(String body) {
        Diagram diagram = diagram(body, true);
        PictureLayout layout = PictureLayout.of(diagram);
        long arrows = layout.edges().stream().filter(PictureLayout.Edge::arrow).count();
        assertEquals(diagram.wires().stream().distinct().count(), arrows);
        for (PictureLayout.Edge edge : layout.edges()) {
            List<double[]> corners = edge.corners();
            for (int i = 1; i < corners.size(); i++) {
                double[] from = corners.get(i - 1);
                double[] to = corners.get(i);
                boolean vertical = Math.abs(from[0] - to[0]) < 0.5;
                assertTrue(vertical || Math.abs(from[1] - to[1]) < 0.5, "a line is vertical or horizontal");
                assertTrue(to[1] >= from[1] - 0.5, "time runs downwards");
                for (PictureLayout.Card card : layout.cards()) {
                    boolean crosses = vertical
                            && card.x() < from[0]
                            && from[0] < card.x() + card.width()
                            && from[1] < card.y() + 1
                            && to[1] > card.bottom() - 1;
                    assertFalse(crosses, () -> edge + " crosses " + card);
                }
            }
        }
    }

    @Test
    void theBodyOfAResidualStaysInOneLineAndTheSkipRunsBesideIt() {
        PictureLayout layout = layout("input x: vector[8]  residual { fc(8)  relu  fc(8) }  fc(2)", true);
        List<Double> middles = layout.cards().stream()
                .map(card -> card.x() + card.width() / 2)
                .distinct()
                .toList();
        assertEquals(1, middles.size(), middles::toString);
        double right = layout.cards().get(0).x() + layout.cards().get(0).width();
        assertTrue(layout.edges().stream()
                .anyMatch(edge -> edge.arrow() && edge.corners().stream().anyMatch(corner -> corner[0] > right + 5)));
    }

    @Test
    void theBranchOfAShortcutStandsBesideTheBody() {
        PictureLayout layout = layout("input x: vector[8]  residual { fc(4)  relu } shortcut { fc(4) }  fc(2)", true);
        PictureLayout.Card body = card(layout, "fc1");
        PictureLayout.Card shortcut = card(layout, "fc2");
        assertTrue(shortcut.x() > body.x() + body.width());
        assertTrue(shortcut.y() < card(layout, "relu1").bottom());
    }

    @Test
    void equalBodiesAreFoldedAndUnequalOnesAreNot() {
        String three = "input x: vector[8]  repeat 3 { residual { fc(8) }  tanh }  fc(2)";
        List<String> titles = titles(three, true);
        assertTrue(titles.contains("repeat 3, equal bodies"), titles::toString);
        assertEquals(5, layout(three, true).cards().size() - 1, "input, fc, residual, tanh, fc, output");
        assertEquals(11, layout(three, false).cards().size() - 1);
        // The first body halves the image, the second one what is left of it.
        String unequal = "input x: image[1, 8, 8]  repeat 2 { maxpool(2)  relu }  flatten";
        assertTrue(
                titles(unequal, true).containsAll(List.of("repeat 2", "1 of 2", "2 of 2")),
                titles(unequal, true)::toString);
        String first = "input x: vector[8]  a: fc(8)  repeat 2 { fc(8)  add(a) }  fc(2)";
        assertTrue(titles(first, true).contains("repeat 2, equal bodies"), titles(first, true)::toString);
    }

    private static List<String> titles(String body, boolean fold) {
        return layout(body, fold).frames().stream()
                .map(frame -> frame.content().title())
                .toList();
    }

    private static PictureLayout.Card card(PictureLayout layout, String title) {
        return layout.cards().stream()
                .filter(card -> card.content().title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aResidualNetworkOfAHundredLayersIsDrawnWithoutOverlaps() {
        String body = "input x: image[3, 8, 8]  conv(4, kernel = 1)  repeat 12 { residual { Basic(4) }  relu }  Down(8)"
                + "  repeat 12 { residual { Basic(8) }  relu }  flatten  fc(3)";
        PictureLayout all = layout(body, false);
        assertTrue(all.cards().size() > 120, () -> "" + all.cards().size());
        PictureLayout folded = layout(body, true);
        assertTrue(folded.height() < all.height() / 5, () -> folded.height() + " of " + all.height());
        List<PictureLayout.Card> cards = new ArrayList<>(all.cards());
        cards.sort((one, two) -> Double.compare(one.y(), two.y()));
        for (int i = 1; i < cards.size(); i++) {
            PictureLayout.Card before = cards.get(i - 1);
            PictureLayout.Card card = cards.get(i);
            assertTrue(card.y() >= before.bottom()
                    || card.x() >= before.x() + before.width()
                    || before.x() >= card.x() + card.width());
        }
    }

    private static PictureLayout layout(String body, boolean fold) {
        return PictureLayout.of(diagram(body, fold));
    }

    private static Diagram diagram(String body, boolean fold) {
        String text = BLOCKS + "model M { " + body + " }";
        CompiledModel model = LaminaCompiler.compile(new SourceFile("m.lamina", text), Options.defaults())
                .models()
                .get(0);
        return Diagram.of(model, fold);
    }
}
