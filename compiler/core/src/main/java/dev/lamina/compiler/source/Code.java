package dev.lamina.compiler.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The codes of all diagnostics. The number of a code that is no longer used is not used again. */
public enum Code {
    E0101("text that does not fit here"),
    E0102("a character the language does not use"),
    E0103("a comment written as in another language"),
    E0104("a brace, bracket or parenthesis is not closed"),
    E0105("a brace, bracket or parenthesis that is not opened"),
    E0106("a label or an input without its `:`"),
    E0107("an argument or a parameter without its `=`"),
    E0108("a pair written in another way"),
    E0109("a number that cannot be read"),
    E0110("a number too large or too small to hold"),
    E0111("a semicolon or a comma behind a statement"),
    E0112("a comma is missing"),
    E0113("arguments without parentheses"),
    E0114("a name is missing"),
    E0115("a setting written with `=` or `:`"),
    E0116("text in quotes"),
    E0117("nested too deeply"),
    E0118("an expression that is too long"),
    E0119("no model in the file"),
    E0120("the file cannot be read"),
    E0121("the file is not UTF-8 text"),
    E0122("the file is too large"),
    E0123("a word of the language used as a name"),
    E0125("a name that is too long"),
    E0126("a statement that lacks a part"),
    E0127("sizes that do not stand in brackets"),

    E0201("unknown layer"),
    E0202("unknown kind of input"),
    E0203("a label used twice"),
    E0204("unknown name in an expression"),
    E0205("a model defined twice"),
    E0206("a model parameter defined twice"),
    E0207("a name that Java or the generated class needs for itself"),
    E0208("a model without an input"),
    E0209("an input defined twice"),
    E0210("a model or a body without layers"),
    E0211("a layer after the loss"),
    E0212("a layer before the input"),
    E0213("a model parameter set from outside that no model has"),
    E0214("a model parameter set to something that is no number"),
    E0215("no model of that name"),
    E0216("a model parameter that needs itself"),
    E0217("unknown value"),
    E0218("a block that calls itself"),
    E0219("a block defined twice, or named like a layer"),
    E0220("a label that is neither a name nor a whole number"),
    E0221("blocks that call each other too deeply"),

    E0301("`fc` needs a vector or a sequence"),
    E0302("the layer needs an image or a sequence"),
    E0303("a window larger than the padded input"),
    E0304("pooling with padding of more than half the window"),
    E0305("groups that do not divide the channels"),
    E0306("a loss that does not fit the last value"),
    E0307("the layer needs a sequence"),
    E0308("`embedding` needs tokens"),
    E0309("tokens where numbers are needed"),
    E0310("an input with the wrong number of sizes"),
    E0311("a size that is no whole number of at least 1"),
    E0312("tokens without `below`"),
    E0313("`below` on an input that has no tokens"),
    E0314("the layer takes no such shape"),
    E0315("values whose shapes do not fit together"),
    E0320("heads that do not divide the features"),
    E0330("`causal` where there are no steps"),
    E0331("numbers for an axis that the value does not have"),
    E0332("a part that the value does not have"),
    E0333("more output padding than the windows leave open"),
    E0334("another number of elements than the image has"),

    E0401("an argument is missing"),
    E0402("unknown argument"),
    E0403("an argument of the wrong type"),
    E0404("an argument out of range"),
    E0405("an argument given twice"),
    E0406("a nameless argument after a named one"),
    E0407("too many nameless arguments"),
    E0408("an argument that must be a whole number"),
    E0409("a division that leaves a remainder"),
    E0410("a division by zero"),
    E0411("more numbers than an argument takes"),
    E0412("arguments that exclude each other"),

    E0501("unknown loss"),
    E0502("unknown optimizer"),
    E0503("unknown setting"),
    E0504("a setting given twice"),
    E0505("a train block without a loss"),
    E0506("several losses of one output"),
    E0507("several train blocks"),
    E0508("a train block without an optimizer"),
    E0509("a setting with a value it cannot have"),
    E0510("a train block is needed and missing"),
    E0511("a loss is needed and missing"),
    E0512("a loss that does not say of which output"),
    E0513("a loss of something that is no output"),
    E0520("unknown schedule"),
    E0521("a label in a train block that no layer has"),
    E0522("layers that are frozen or have a rate twice"),
    E0523("a rate that does not say for which layers"),
    E0524("a train block that names a layer without parameters"),
    E0525("a train block that freezes everything"),
    E0531("a batch that shards do not divide"),
    E0532("a layer that needs all samples of a batch, in a model with shards"),
    E0540("cross-entropy of a single score"),
    E0541("class weights that are not as many as the classes"),
    E0542("balanced weights in a model with several inputs or outputs"),
    E0543("an input that cannot be the target"),

    E0601("a value too large for a Java array"),
    E0602("more parameters than a Java array holds"),
    E0603("too many layers"),
    E0604("arithmetic that overflows"),
    E0605("too many inputs and outputs"),

    W0701("a window that never reads the last rows or columns"),
    W0702("softmax before a cross-entropy loss"),
    W0703("dropout after the last layer"),
    W0704("two activations in a row"),
    W0705("a value that is never used"),
    W0706("a model parameter that is never used"),
    W0707("an argument without effect"),
    W0708("a block that is never used"),
    W0709("an activation before a loss that takes scores"),
    W0710("softmax over all steps of a sequence"),
    W0711("the last step of a bidirectional layer");

    private static final Pattern WRITTEN = Pattern.compile("([eEwW]?)(\\d{1,6})");

    private final String title;

    Code(String title) {
        this.title = title;
    }

    /** The code with this name, in upper or lower case; zeros and the letter may be left out: {@code e301}, {@code 301}. */
    public static Optional<Code> find(String written) {
        Matcher form = WRITTEN.matcher(written.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        String letter = form.group(1).toUpperCase(Locale.ROOT);
        int number = Integer.parseInt(form.group(2));
        return Arrays.stream(values())
                .filter(code -> code.name().startsWith(letter)
                        && Integer.parseInt(code.name().substring(1)) == number)
                .findFirst();
    }

    public Severity severity() {
        return name().startsWith("W") ? Severity.WARNING : Severity.ERROR;
    }

    /** What is wrong, in one line. */
    public String title() {
        return title;
    }

    /** The explanation in Markdown, with a model that has the error and one that does not. */
    public String explanation() {
        try (InputStream text = Code.class.getResourceAsStream("codes/" + name() + ".md")) {
            if (text == null) {
                throw new IllegalStateException("no explanation of " + name());
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
