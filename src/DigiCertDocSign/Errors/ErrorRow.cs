using System.Management.Automation;

namespace DigiCertDocSign.Errors;

/// <summary>How one kind of fault appears in PowerShell.</summary>
/// <param name="ErrorId">Public contract: scripts branch on it. Never renamed.</param>
/// <param name="Category">The error record's category.</param>
/// <param name="RecommendedAction">What the administrator does next, one sentence.</param>
/// <param name="EndsRun">True when each further input would fail in the same way, so that the run ends at once.</param>
internal sealed record ErrorRow(string ErrorId, ErrorCategory Category, string RecommendedAction, bool EndsRun = false);
