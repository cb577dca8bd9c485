package dev.lamina.maven;

import java.io.File;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.build.BuildContext;

/** Generates a Java class for each model in the model files of the project. */
@Mojo(
        name = "generate",
        defaultPhase = LifecyclePhase.GENERATE_SOURCES,
        requiresDependencyCollection = ResolutionScope.COMPILE,
        threadSafe = true)
public final class GenerateMojo extends GenerateGoal {
    /** The folder with model files; a folder in it is a package. */
    @Parameter(property = "lamina.sourceDirectory", defaultValue = "${project.basedir}/src/main/lamina")
    private File sourceDirectory;

    /** Where generated Java goes. */
    @Parameter(defaultValue = "${project.build.directory}/generated-sources/lamina")
    private File outputDirectory;

    @Inject
    public GenerateMojo(BuildContext context) {
        super(context);
    }

    @Override
    File models() {
        return sourceDirectory;
    }

    @Override
    File sources() {
        return outputDirectory;
    }

    @Override
    String classes(MavenProject project) {
        return project.getBuild().getOutputDirectory();
    }

    @Override
    void addSourceRoot(MavenProject project, String folder) {
        project.addCompileSourceRoot(folder);
    }

    @Override
    String goal() {
        return "generate";
    }
}
