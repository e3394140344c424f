using System.Diagnostics;
using System.Globalization;

namespace Agentry.Tests;

/// <summary>Where a process kills itself, with SIGKILL: nothing of it runs after that, no finally, no flush.</summary>
internal sealed class KillPlan
{
    private readonly string _where;
    private readonly string _what;
    private readonly int _number;
    private int _writes;
    private bool _armed;

    public KillPlan(string spec)
    {
        (_where, _what) = spec.Split(':') is [var where, var what] ? (where, what) : (spec, "");
        _number = int.TryParse(_what, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
    }

    /// <summary>Commits and signals so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public static void Now()
    {
        Process.GetCurrentProcess().Kill();
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    /// <summary>The work begins: from here the time of <c>at</c> counts.</summary>
    public void Begin()
    {
        if (_where != "at")
            return;
        long start = Stopwatch.GetTimestamp();
        new Thread(() =>
        {
            using var never = new ManualResetEventSlim();
            var wait = TimeSpan.FromMicroseconds(_number);
            while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < wait)
                never.Wait(wait - elapsed < TimeSpan.FromMilliseconds(2) ? TimeSpan.Zero : wait - elapsed - TimeSpan.FromMilliseconds(1));
            Now();
        })
        {
            IsBackground = true,
            Priority = ThreadPriority.AboveNormal,
        }.Start();
    }

    public int BeforeWrite()
    {
        int write = Interlocked.Increment(ref _writes);
        DieAt("before-write", write);
        _armed = _where == "in-write" && write == _number;
        return write;
    }

    /// <summary>Inside a transaction that has everything and is not committed.</summary>
    public void InTransaction()
    {
        if (_armed)
            Now();
    }

    public void AfterWrite(int write) => DieAt("after-write", write);

    public void BeforeEffect(string target) => DieAt("before-effect", target);

    public void AfterEffect(string target) => DieAt("after-effect", target);

    private void DieAt(string where, int number)
    {
        if (_where == where && number == _number)
            Now();
    }

    private void DieAt(string where, string target)
    {
        if (_where == where && target.EndsWith("/" + _what, StringComparison.Ordinal))
            Now();
    }
}
