namespace Agentry.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder with the solution.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Agentry.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Agentry.sln is in no folder above the tests.");
    }
}
