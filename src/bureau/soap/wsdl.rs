//! The WSDL of a service, as a Java server would write it.

use std::fmt::Write;

use super::{Method, NAMESPACE, Parameter, Service, Type};

/// The WSDL of a service at an address.
pub fn wsdl(service: Service, address: &str) -> String {
    let name = service.name();
    let mut types = String::new();
    let mut messages = String::new();
    let mut operations = String::new();
    let mut bindings = String::new();
    for method in service.methods() {
        let operation = method.operation();
        types.push_str(&element_types(method));
        for message in [operation.to_owned(), format!("{operation}Response")] {
            messages.push_str(&format!(
                r#"<wsdl:message name="{message}"><wsdl:part name="parameters" element="tns:{message}"/></wsdl:message>"#
            ));
        }
        operations.push_str(&format!(
            concat!(
                r#"<wsdl:operation name="{0}"><wsdl:input name="{0}" message="tns:{0}"/>"#,
                r#"<wsdl:output name="{0}Response" message="tns:{0}Response"/></wsdl:operation>"#
            ),
            operation
        ));
        bindings.push_str(&format!(
            concat!(
                r#"<wsdl:operation name="{0}"><soap:operation soapAction="" style="document"/>"#,
                r#"<wsdl:input name="{0}"><soap:body use="literal"/></wsdl:input>"#,
                r#"<wsdl:output name="{0}Response"><soap:body use="literal"/></wsdl:output></wsdl:operation>"#
            ),
            operation
        ));
    }
    let address = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" "#,
            r#"xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="{ns}" name="{name}Service" targetNamespace="{ns}">"#,
            r#"<wsdl:types><xsd:schema targetNamespace="{ns}" elementFormDefault="unqualified">{types}</xsd:schema></wsdl:types>"#,
            r#"{messages}<wsdl:portType name="{name}">{operations}</wsdl:portType>"#,
            r#"<wsdl:binding name="{name}SoapBinding" type="tns:{name}">"#,
            r#"<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{bindings}</wsdl:binding>"#,
            r#"<wsdl:service name="{name}Service"><wsdl:port name="{name}Port" binding="tns:{name}SoapBinding">"#,
            r#"<soap:address location="{address}"/></wsdl:port></wsdl:service></wsdl:definitions>"#
        ),
        ns = NAMESPACE,
        name = name,
        types = types,
        messages = messages,
        operations = operations,
        bindings = bindings,
        address = address,
    )
}

fn element_types(method: Method) -> String {
    let operation = method.operation();
    let id = Parameter { name: method.id_spelling().as_str(), kind: Type::Long };
    let mut parameters = String::new();
    for parameter in std::iter::once(&id).chain(method.parameters()) {
        let (kind, least) = match parameter.kind {
            Type::Long => ("long", r#" minOccurs="0""#),
            Type::Text => ("string", r#" minOccurs="0""#),
            Type::Int => ("int", ""),
        };
        // Writing to a string cannot fail.
        let _ = write!(parameters, r#"<xsd:element name="{}" type="xsd:{kind}"{least}/>"#, parameter.name);
    }
    format!(
        concat!(
            r#"<xsd:element name="{0}" type="tns:{0}"/><xsd:complexType name="{0}"><xsd:sequence>{1}</xsd:sequence></xsd:complexType>"#,
            r#"<xsd:element name="{0}Response" type="tns:{0}Response"/><xsd:complexType name="{0}Response"><xsd:sequence>"#,
            r#"<xsd:element name="return" type="xsd:string" minOccurs="0"/></xsd:sequence></xsd:complexType>"#
        ),
        operation, parameters
    )
}
