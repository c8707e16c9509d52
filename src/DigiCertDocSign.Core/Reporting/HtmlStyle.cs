namespace DigiCertDocSign.Reporting;

/// <summary>How the page looks: by day, by night, narrow and on paper. It loads nothing.</summary>
internal static class HtmlStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--text:#1a1f26;--soft:#4d5763;--page:#fff;--panel:#f3f5f8;--line:#ccd3db}
        :root{--accent:#0b5cad;--bad:#a3151f}
        @media (prefers-color-scheme:dark){
        :root{--text:#e8ebef;--soft:#b4bdc8;--page:#14181d;--panel:#1e242b;--line:#3d4650;--accent:#7cb8f5;--bad:#ff9c9c}
        }
        *{box-sizing:border-box}
        html{background:var(--page)}
        body{margin:0 auto;max-width:76rem;padding:1.5rem;background:var(--page);color:var(--text)}
        body{font:1rem/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
        h2{font-size:1.3rem;margin:2.25rem 0 .5rem;border-bottom:2px solid var(--line);padding-bottom:.25rem}
        h3{font-size:1.05rem;margin:1.25rem 0 .25rem}
        p{margin:.35rem 0;max-width:65rem}
        .soft,caption,figcaption{color:var(--soft)}
        a{color:var(--accent)}
        a:focus-visible,.wide:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-100rem}
        .skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.5rem 1rem}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none;margin:.75rem 0}
        .sandbox{border:2px solid var(--bad);padding:.25rem .75rem;display:inline-block;border-radius:.25rem}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;margin:1rem 0}
        .figures{padding:0;list-style:none}
        .figures li{background:var(--panel);border-radius:.5rem;padding:.75rem 1rem}
        .figures span{color:var(--soft);font-size:.9rem;display:block}
        .figures strong{font-size:1.6rem;font-weight:600;font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto;margin:.5rem 0}
        table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;padding:.25rem 0}
        th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
        th,td{overflow-wrap:break-word;min-width:4.5rem}
        .small{width:auto;min-width:20rem}
        .long{overflow-wrap:anywhere;min-width:11rem}
        thead th{background:var(--panel);white-space:nowrap}
        tbody th{font-weight:600}
        .n{text-align:right;white-space:nowrap}
        .d{white-space:nowrap}
        .bad{color:var(--bad);font-weight:600}
        figure{margin:.5rem 0}
        svg{width:100%;height:auto;min-width:36rem;max-width:60rem;display:block}
        svg text{fill:var(--text);font-size:11px;font-family:inherit}
        svg rect{fill:var(--accent)}
        svg line{stroke:var(--line)}
        footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.5rem;font-size:.9rem}
        @media print{
        :root{--text:#000;--soft:#333;--page:#fff;--panel:#eee;--line:#999;--accent:#0b5cad;--bad:#8b0000}
        @page{size:A4 landscape;margin:12mm}
        body{max-width:none;padding:0;font-size:9.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
        nav,.skip{display:none}
        .wide{overflow:visible}
        table{font-size:8pt;line-height:1.3}
        th,td{padding:.12rem .5rem}
        svg{min-width:0}
        thead{display:table-header-group}
        tr,figure,.figures,.small{break-inside:avoid}
        h2,h3,caption,thead{break-after:avoid}
        a{color:inherit;text-decoration:none}
        }
        """;
}
