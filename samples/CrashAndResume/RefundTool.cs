namespace CrashAndResume;

/// <summary>The same refund tool with three promises.</summary>
internal enum RefundTool
{
    /// <summary>The bank knows a repeated key.</summary>
    Keyed,

    /// <summary>The bank pays every time it is asked, but one can look whether it has.</summary>
    Probed,

    /// <summary>The bank pays every time it is asked, and only a person can find out whether it has.</summary>
    Blind,
}
