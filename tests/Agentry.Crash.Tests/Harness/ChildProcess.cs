using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Agentry.Tests;

/// <summary>A process of the crash host. What it printed stays readable after its death.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int SigStop = 19;
    private const int SigCont = 18;
    private const int Killed = 128 + 9;

    private readonly Process _process;
    private bool _isDisposed;

    public ChildProcess(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Agentry.CrashHost.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        Errors = _process.StandardError.ReadToEndAsync();
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(3);

    public Task<string> Errors { get; }

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Its next line; null when it ended.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>Its lines until one begins with a word; that one is the last.</summary>
    public async Task<IReadOnlyList<string>> ReadUntilAsync(string word)
    {
        List<string> lines = [];
        while (lines is not [.., { } last] || !last.StartsWith(word, StringComparison.Ordinal))
        {
            lines.Add(await ReadLineAsync() ?? throw new InvalidOperationException(
                $"The process ended before it said '{word}': {string.Join(" | ", lines)} {await Errors}"));
        }

        return lines;
    }

    /// <summary>Everything that it prints until its end, and whether it was killed.</summary>
    public async Task<(IReadOnlyList<string> Lines, bool WasKilled)> EndAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        if (_process.ExitCode is not (0 or Killed))
            throw new InvalidOperationException($"The process ended with {_process.ExitCode}: {output} {await Errors}");
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries), _process.ExitCode == Killed);
    }

    /// <summary>SIGKILL, and what it had still printed.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        return (await EndAsync()).Lines;
    }

    public void Stop() => Signal(SigStop);

    public void Continue() => Signal(SigCont);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int process, int signal);

    private void Signal(int signal)
    {
        if (Send(_process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} could not be sent: {Marshal.GetLastPInvokeError()}.");
    }
}
