package dev.lamina.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** Where the lines of a class end. */
class SourceLayoutTest {
    /** The lines of a class between its first and its last. */
    private static List<String> lines(TypeSpec.Builder type) {
        JavaFile file = JavaFile.builder("", type.build()).indent("    ").build();
        List<String> lines = SourceLayout.print(file).lines().toList();
        return lines.subList(lines.indexOf("class A {") + 1, lines.size() - 1);
    }

    /** The lines of a method with this one statement. */
    private static List<String> statement(CodeBlock statement) {
        MethodSpec method =
                MethodSpec.methodBuilder("m").addStatement(statement).build();
        List<String> lines = lines(TypeSpec.classBuilder("A").addMethod(method));
        return lines.subList(1, lines.size() - 1);
    }

    private static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "word" + (i + 10)).collect(Collectors.joining(", "));
    }

    @Test
    void aCommentOfOneLineIsOneLine() {
        FieldSpec field =
                FieldSpec.builder(int.class, "x").addJavadoc("A number.\n").build();
        assertEquals(
                List.of("    /** A number. */", "    int x;"),
                lines(TypeSpec.classBuilder("A").addField(field)));
    }

    @Test
    void aLongCommentKeepsItsLines() {
        FieldSpec field =
                FieldSpec.builder(int.class, "x").addJavadoc("$L\n", words(14)).build();
        List<String> lines = lines(TypeSpec.classBuilder("A").addField(field));
        assertEquals(List.of("    /**", "     * " + words(14), "     */", "    int x;"), lines);
    }

    @Test
    void fieldsWithoutACommentFollowEachOther() {
        TypeSpec.Builder type = TypeSpec.classBuilder("A")
                .addField(int.class, "x", Modifier.PRIVATE)
                .addField(int.class, "y", Modifier.PRIVATE);
        assertEquals(List.of("    private int x;", "    private int y;"), lines(type));
    }

    @Test
    void aStatementThatFitsIsOneLine() {
        CodeBlock call = CodeBlock.of("call($L)", words(12).replace(" ", "$W").replace("$W", " "));
        assertEquals(List.of("        call(" + words(12) + ");"), statement(call));
    }

    @Test
    void aLongStatementEndsItsLinesOutsideOfInnerParentheses() {
        CodeBlock call = CodeBlock.of("call($L, inner($L), last)", words(10), words(4));
        assertEquals(
                List.of("        call(" + words(10) + ",", "                inner(" + words(4) + "), last);"),
                statement(call));
    }

    @Test
    void aLongChainOfCallsEndsItsLinesBeforeACall() {
        CodeBlock chain = CodeBlock.of("first($L)$Z.second($L)", words(7), words(7));
        assertEquals(
                List.of("        first(" + words(7) + ")", "                .second(" + words(7) + ");"),
                statement(chain));
    }

    @Test
    void aValueGetsALineOfItsOwnOnlyIfItFits() {
        CodeBlock fits = CodeBlock.of("int aVeryLongNameOfAVariableIndeed = call($L)", words(9));
        assertEquals(
                List.of("        int aVeryLongNameOfAVariableIndeed =", "                call(" + words(9) + ");"),
                statement(fits));
        List<String> lines = statement(CodeBlock.of("int name = call($L)", words(24)));
        assertTrue(lines.get(0).startsWith("        int name = call(word10,"), lines::toString);
    }

    @Test
    void textInQuotesIsNotBroken() {
        String text = words(20).replace("word", "wörter");
        assertEquals(List.of("        call(\"" + text + "\");"), statement(CodeBlock.of("call($S)", text)));
    }

    @Test
    void aComparisonIsNotBroken() {
        String left = words(9).replace(", ", " + ");
        CodeBlock comparison = CodeBlock.of("boolean aVeryLongNameOfAVariable = ($L == right)", left);
        assertEquals(
                List.of("        boolean aVeryLongNameOfAVariable =", "                (" + left + " == right);"),
                statement(comparison));
    }

    @Test
    void argumentsThatBelongTogetherStayInOneLine() {
        CodeBlock call = CodeBlock.of("call($L, memory,$LaPlaceInIt)", words(13), SourceLayout.JOINED);
        assertEquals(
                List.of("        call(" + words(13) + ",", "                memory, aPlaceInIt);"), statement(call));
    }

    @Test
    void aLongFormulaEndsItsLinesBeforeASum() {
        String product = "first[at + 100] * second[at + 200]";
        CodeBlock sum = CodeBlock.of("sum(into[at + 10], $1L + $1L + $1L + 1)", product);
        assertEquals(
                List.of(
                        "        sum(into[at + 10],",
                        "                " + product + " + " + product,
                        "                + " + product + " + 1);"),
                statement(sum));
    }

    @Test
    void aLineWithoutAPlaceBeforeItsEndIsBrokenAtTheFirstBehindIt() {
        String long1 = "a".repeat(115);
        assertEquals(
                List.of("        call(" + long1 + ",", "                b);"),
                statement(CodeBlock.of("call($L, b)", long1)));
    }
}
