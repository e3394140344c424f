namespace Agentry;

/// <summary>Setting tool results apart: each stands between two marks with a random word of the run, and the model is told what that means.</summary>
/// <remarks>The log and the host see results without the marks. The instruction is the same in every run, so that prompt caches keep working.</remarks>
public sealed class SpotlightingOptions
{
    /// <summary>Whether tool results are set apart.</summary>
    /// <value>True by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Tools whose results are as good as the host's own words and stay as they are.</summary>
    /// <value>None by default.</value>
    public IList<string> TrustedTools { get; } = [];
}
