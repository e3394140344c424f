using System.Diagnostics;

namespace Agentry.Tests;

/// <summary>Runs a program below a test, such as the SDK's command, and gives what it printed.</summary>
internal static class Command
{
    /// <summary>Fails with what it printed when it does not end with 0.</summary>
    public static async Task<string> RunAsync(string program, string folder, params IReadOnlyList<string> arguments)
    {
        (int exitCode, string output, string errors) = await TryAsync(program, folder, arguments);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}\n{errors}");
    }

    public static async Task<(int ExitCode, string Output, string Errors)> TryAsync(string program, string folder, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // The test host's own settings must not reach a build below it.
        foreach (string variable in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, errors);
    }
}
