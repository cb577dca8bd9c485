package dev.lamina.maven;

import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.source.Severity;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.SourceVersion;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;
import org.codehaus.plexus.build.DefaultBuildContext;
import org.jspecify.annotations.Nullable;

/** The base of both goals: their parameters, and their messages. */
abstract class GenerateGoal extends AbstractMojo {
    private static final String GROUP = "dev.lamina";
    private static final String RUNTIME = "lamina-runtime";

    private final BuildContext context;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    @Parameter(defaultValue = "${plugin.version}", readonly = true, required = true)
    private String version;

    private String packageName = "";

    /**
     * What the classes are written for: {@code scalar} is plain Java; {@code vector} the Vector API, with plain Java for a
     * JVM without it; {@code both} the same, but the system property {@code lamina.target} may choose {@code scalar}. The
     * choice is made when a class is loaded.
     */
    @Parameter(property = "lamina.target", defaultValue = "both")
    private String target;

    /** Values for parameters of the models, such as {@code <classes>7</classes>}. */
    @Parameter
    private Map<String, String> parameters;

    /** Whether the classes only predict: they have no methods that train, are smaller and start sooner. */
    @Parameter(property = "lamina.predictOnly", defaultValue = "false")
    private boolean predictOnly;

    /** Whether a warning about a model fails the build. */
    @Parameter(property = "lamina.warningsAsErrors", defaultValue = "false")
    private boolean warningsAsErrors;

    /** Whether to do nothing. */
    @Parameter(property = "lamina.skip", defaultValue = "false")
    private boolean skip;

    GenerateGoal(BuildContext context) {
        this.context = context;
    }

    /** The package that the folder of models itself stands for; folders in it are packages below that one. */
    @Parameter(property = "lamina.package")
    public void setPackage(String name) {
        this.packageName = name == null ? "" : name.strip();
    }

    abstract File models();

    abstract File sources();

    abstract String classes(MavenProject project);

    abstract void addSourceRoot(MavenProject project, String folder);

    /** The goal's name, which is part of the name of its ledger. */
    abstract String goal();

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("Lamina is skipped");
            return;
        }
        GenerationRequest request = request();
        GenerationResult outcome = run(request);
        // Also when up to date: the compiler has to find what an earlier build left.
        addSourceRoot(project, sources().getPath());
        tell(outcome, request);
        if (!outcome.files().isEmpty()) {
            requireRuntime();
        }
        if (outcome.fails(warningsAsErrors)) {
            throw new MojoFailureException(failure(outcome));
        }
        if (outcome.written() + outcome.removed() > 0) {
            context.refresh(sources());
            context.refresh(new File(classes(project)));
        }
    }

    /** Warns if the project does not depend on the runtime: javac would only say that a package does not exist. */
    private void requireRuntime() {
        boolean there = project.getArtifacts().stream()
                .anyMatch(artifact -> artifact.getArtifactId().equals(RUNTIME)
                        && artifact.getGroupId().equals(GROUP));
        if (!there) {
            getLog().warn("Generated classes need the runtime, which this project does not depend on:\n"
                    + "    <dependency>\n"
                    + "      <groupId>" + GROUP + "</groupId>\n"
                    + "      <artifactId>" + RUNTIME + "</artifactId>\n"
                    + "      <version>" + version + "</version>\n"
                    + "    </dependency>");
        }
    }

    private GenerationRequest request() throws MojoFailureException {
        if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
            throw new MojoFailureException(
                    "lamina.package is `" + packageName + "`, which is no name of a package in Java");
        }
        CodeTarget chosen = CodeTarget.of(target)
                .orElseThrow(() -> new MojoFailureException(
                        "lamina.target is `" + target + "`; it can be " + String.join(", ", CodeTarget.words())));
        Path build = Path.of(project.getBuild().getDirectory());
        return new GenerationRequest(
                project.getBasedir().toPath(),
                models().toPath(),
                build,
                sources().toPath(),
                build.resolve("lamina").resolve("reading"),
                Path.of(classes(project)),
                build.resolve("lamina").resolve(Ledger.name(goal(), execution.getExecutionId())),
                packageName,
                chosen,
                predictOnly,
                new TreeMap<>(parameters == null ? Map.of() : parameters),
                warningsAsErrors,
                version);
    }

    private GenerationResult run(GenerationRequest request) throws MojoExecutionException {
        try {
            return Generation.run(request, held());
        } catch (IOException broken) {
            throw new MojoExecutionException("cannot read or write: " + broken, broken);
        }
    }

    /** The files written by all executions of this plugin for the project in this build, each with the ledger of its execution. */
    @SuppressWarnings("unchecked") // Maven keeps objects of any kind there, this plugin only such
    private Map<Path, Path> held() {
        @Nullable Map<Object, Object> shared = getPluginContext();
        return shared == null
                ? new HashMap<>()
                : (Map<Path, Path>) shared.computeIfAbsent("lamina.held", name -> new HashMap<Path, Path>());
    }

    private void tell(GenerationResult outcome, GenerationRequest request) {
        if (!outcome.upToDate()) { // else what was found before is still so
            outcome.files().forEach(file -> context.removeMessages(file.toFile()));
        }
        outcome.findings().forEach(this::tell);
        if (outcome.fails(warningsAsErrors)) {
            return;
        }
        if (outcome.files().isEmpty()) {
            getLog().info("No model files in " + request.told(request.models()));
        } else if (outcome.upToDate()) {
            getLog().info(counted(outcome.files().size(), "model file") + " up to date: nothing to generate");
        } else {
            getLog().info("Generated " + String.join(", ", outcome.classes()) + " from "
                    + counted(outcome.files().size(), "model file") + ": " + counted(outcome.written(), "file")
                    + " changed");
        }
        if (outcome.removed() > 0) {
            getLog().info(counted(outcome.removed(), "file") + " removed that no model makes any more");
        }
    }

    private void tell(FileMessage finding) {
        boolean error = finding.severity() == Severity.ERROR;
        // The context of a plain build would only print the same a second time.
        if (!(context instanceof DefaultBuildContext)) {
            context.addMessage(
                    finding.file().toFile(),
                    finding.line(),
                    finding.column(),
                    finding.message(),
                    error ? BuildContext.SEVERITY_ERROR : BuildContext.SEVERITY_WARNING,
                    null);
        }
        if (error) {
            getLog().error(finding.toString());
        } else {
            getLog().warn(finding.toString());
        }
    }

    private static String failure(GenerationResult outcome) {
        int errors = outcome.count(Severity.ERROR);
        return errors > 0
                ? counted(errors, "error") + " in model files"
                : counted(outcome.count(Severity.WARNING), "warning") + " in model files, and lamina.warningsAsErrors";
    }

    private static String counted(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
