using System.Globalization;

namespace Agentry.Tests;

/// <summary>One of the processes that share a file, with everything it has said so far.</summary>
internal sealed class Fighter : IDisposable
{
    private readonly ChildProcess _process;
    private readonly List<string> _lines = [];
    private readonly Lock _lock = new();
    private readonly Task _reading;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fighter(string file, Payments payments, string name, int runs)
    {
        _process = new ChildProcess("fight", file, payments.Port, name, runs.ToString(CultureInfo.InvariantCulture));
        _reading = Task.Run(ReadAsync);
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public IEnumerable<CommitLine> Commits => Lines.Where(l => l.StartsWith("commit ", StringComparison.Ordinal)).Select(CommitLine.Parse);

    public void Begin() => _process.Input.WriteLine();

    public void Stop() => _process.Stop();

    public void Continue() => _process.Continue();

    public async Task UntilAsync(Func<Fighter, bool> condition)
    {
        while (true)
        {
            Task news;
            lock (_lock)
                news = _news.Task;
            if (condition(this))
                return;
            if (_reading.IsCompleted)
                throw new InvalidOperationException($"It ended first: {await _process.Errors}");
            await Task.WhenAny(news, _reading).WaitAsync(ChildProcess.Patience);
        }
    }

    public bool HasSaid(string line) => Lines.Contains(line, StringComparer.Ordinal);

    /// <summary>Lets it end in order.</summary>
    public async Task EndAsync()
    {
        _process.Input.Close();
        await _reading.WaitAsync(ChildProcess.Patience);
    }

    public void Dispose() => _process.Dispose();

    private async Task ReadAsync()
    {
        while (await _process.ReadLineAsync() is { } line)
        {
            TaskCompletionSource news;
            lock (_lock)
            {
                _lines.Add(line);
                (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            news.SetResult();
        }
    }
}

/// <summary>What a process says about one commit.</summary>
internal sealed record CommitLine(CommitOutcome Outcome, string Run, long Epoch, long From, int Events)
{
    public static CommitLine Parse(string line) => line.Split(' ') is [_, var outcome, var run, var epoch, var from, var events]
        ? new CommitLine(
            Enum.Parse<CommitOutcome>(outcome),
            run,
            long.Parse(epoch, CultureInfo.InvariantCulture),
            long.Parse(from, CultureInfo.InvariantCulture),
            int.Parse(events, CultureInfo.InvariantCulture))
        : throw new FormatException(line);
}
